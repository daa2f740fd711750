import ArgumentParser
import GrapnelClient
import GrapnelStore
import GrapnelTransport
import REPL

/// Puts the parts together, runs a front and ends in order.
struct Composition {
    private let options: CommonOptions

    init(_ options: CommonOptions) {
        self.options = options
    }

    /// Serves the person at the terminal.
    func interactive() async throws {
        let directory = try directory()
        let profile = try await Profile.open(in: directory)
        var terminalOptions = TerminalOptions()
        terminalOptions.history = directory.history
        terminalOptions.isColoured = !options.noColor && Environment.allowsColour
        // What libraries write to standard error would tear the screen.
        let errors = try ErrorLog(path: directory.log)
        let terminal = try Terminal(options: terminalOptions)
        let front = InteractiveFront(terminal: terminal)
        try await finish(profile, front, run: front.run) {
            await terminal.close()
            errors.end()
        }
    }

    /// Works through lines without a terminal.
    func piped(_ source: LineSource, _ wait: PipedOptions) async throws {
        let profile = try await Profile.open(in: try directory())
        let writer = try PipeWriter()
        let front = PipedFront(writer: writer, source: source, options: wait)
        try await finish(profile, front, run: front.run, closing: writer.close)
    }

    private func directory() throws -> ProfileDirectory {
        if let path = options.profile { return try ProfileDirectory(at: path) }
        return try ProfileDirectory(environment: Environment.all)
    }

    private func finish(
        _ profile: Profile, _ front: any Front,
        run: (Client, Profile, Bool) async throws -> ExitStatus,
        closing: () async -> Void
    ) async throws {
        let plugins =
            options.pluginFolders.isEmpty
            ? PluginSearchPath.bundled() : PluginSearchPath(folders: options.pluginFolders)
        let client = try Client(
            profile: profile, plugins: plugins, front: front, connector: NIOConnector(), network: NetlinkMonitor())
        var status = ExitStatus.failure
        var failure: (any Error)? = nil
        do {
            status = try await run(client, profile, !options.isOffline)
        } catch {
            failure = error
        }
        // A server that does not answer the farewell must not keep anybody.
        Watchdog.endProcess(after: 10, with: status)
        await client.stop()
        await closing()
        if let failure { throw failure }
        throw ExitCode(status.rawValue)
    }
}
