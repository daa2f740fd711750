import ArgumentParser
import REPL

/// `grapnel send bob@example.org Hello`: one message, and the end.
struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Send one message.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var wait: WaitOptions

    @Option(name: [.customShort("a"), .long], help: "The account that sends.")
    var account: String?

    @Argument(help: "Who gets it.")
    var address: String

    @Argument(parsing: .remaining, help: "What it says.")
    var text: [String]

    func run() async throws {
        let chosen = account.map { "-a \($0) " } ?? ""
        let line = "/msg \(chosen)\(address) \(text.joined(separator: " "))"
        try await Composition(common).piped(LineSource([line]) { _ in "send" }, wait.piped)
    }
}
