import ArgumentParser

/// The command line of the executable.
struct Grapnel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grapnel",
        abstract: "An XMPP client for terminals, pipes and scripts.",
        usage: """
            grapnel [--profile <directory>] [--offline] [--no-color]
            grapnel [-c <line> ...] [--wait-for <text> ...] [--timeout <seconds>]
            grapnel send <address> <text> ...
            grapnel run <file>
            """,
        discussion: """
            Without a terminal on standard input every line is a command or a message for the open conversation. \
            The exit status is 0, 1 where something failed, or 124 where a text that was waited for did not come. \
            'grapnel chat --help' explains every option.
            """,
        version: "0.1.0",
        subcommands: [Chat.self, Send.self, Run.self],
        defaultSubcommand: Chat.self
    )

    /// Reads the arguments, does what they say and ends the process with its status.
    static func start() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }
}
