import ArgumentParser
import Glibc
import REPL

/// The program without a subcommand: a conversation with a person, a pipe, or the commands given with `-c`.
struct Chat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "chat", abstract: "Chat (the default).")

    @OptionGroup var common: CommonOptions
    @OptionGroup var wait: WaitOptions

    @Option(
        name: [.customShort("c"), .customLong("command")], parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Run this line and end; repeatable.", valueName: "line"))
    var commands: [String] = []

    func run() async throws {
        if !commands.isEmpty {
            try await Composition(common).piped(LineSource(commands) { "-c \($0)" }, wait.piped)
        } else if isatty(0) == 1, isatty(1) == 1 {
            try await Composition(common).interactive()
        } else {
            try await Composition(common).piped(try LineSource(descriptor: 0) { "line \($0)" }, wait.piped)
        }
    }
}
