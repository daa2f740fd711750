import ArgumentParser
import REPL

/// What every way to start the program takes.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Keep everything below this directory.", valueName: "directory"))
    var profile: String?

    @Option(name: .customLong("plugins"), help: ArgumentHelp("Look for plugins here too.", valueName: "directory"))
    var pluginFolders: [String] = []

    @Flag(name: .customLong("offline"), help: "Connect no account at start.")
    var isOffline = false

    @Flag(help: "No colours; NO_COLOR says the same.")
    var noColor = false
}

/// What every way to start it without a person takes.
struct WaitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("End once this text or expression was printed; repeatable.", valueName: "text"))
    var waitFor: [String] = []

    @Option(help: ArgumentHelp("How long to wait for accounts, messages and texts.", valueName: "seconds"))
    var timeout: Double = 30

    func validate() throws {
        guard timeout > 0, timeout <= 86_400 else {
            throw ValidationError("--timeout takes seconds, more than 0 and at most a day.")
        }
    }

    var piped: PipedOptions {
        var options = PipedOptions()
        options.waitFor = waitFor
        options.timeout = .milliseconds(Int64(timeout * 1000))
        return options
    }
}
