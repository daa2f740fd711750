import GrapnelClient
import GrapnelKit
import GrapnelStore
import GrapnelStream
import GrapnelTransport
import TestSupport

/// A whole client with a profile of its own and real connections, driven as a person at the prompt drives it.
final class LiveClient: Sendable {
    let client: Client
    let front = RecordingFront()
    let profile: Profile
    let witness: Witness
    let directory: TemporaryDirectory

    private init(_ plugins: PluginSearchPath) async throws {
        directory = try TemporaryDirectory()
        profile = try await Profile.open(in: ProfileDirectory(at: directory.path(of: "profile")))
        witness = Witness(NIOConnector())
        client = try Client(profile: profile, plugins: plugins, front: front, connector: witness)
        try await client.start()
    }

    /// Runs a test with a client, and stops the client in order whatever became of the test.
    static func run(
        plugins: PluginSearchPath = PluginSearchPath(folders: []),
        _ body: @Sendable (LiveClient) async throws -> Void
    ) async throws {
        let live = try await LiveClient(plugins)
        let result: Result<Void, any Error>
        do {
            try await body(live)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await within("stopping the client") { await live.client.stop() }
        try result.get()
    }

    /// The plugins that were built with these tests.
    static func builtPlugins() throws -> PluginSearchPath {
        guard let path = PluginSearchPath.sources(above: try BuildFolder.ofThisRun().path) else {
            throw TestFailure("there are no plugins beside libGrapnel.so")
        }
        return path
    }

    /// Adds an account as `/account add` does; its password comes from a command.
    func add(_ person: Person, at site: Site, on server: LiveServer, password: String? = nil) async throws {
        let file = try directory.write("\(password ?? person.password)\n", to: "password-\(person.name)")
        try await run(
            "/account add \(person.address) --host \(server.host) --port \(server.port(site)) --ca \(server.caFile)"
                + "\(site.mode == .directTLS ? " --direct-tls" : "") --password-command 'cat \(file)'")
    }

    /// Adds people of a server that no other test has, and connects them.
    func connect(_ count: Int, at site: Site) async throws -> [Person] {
        let server = try await ServerPark.shared.server(site.setup)
        var people: [Person] = []
        for _ in 0..<count {
            let person = try server.person()
            try await add(person, at: site, on: server)
            people.append(person)
        }
        try await run("/connect")
        return people
    }

    /// Makes two people see each other's presence, each asking and each allowing.
    func befriend(_ one: Person, _ other: Person) async throws {
        for (asking, asked) in [(one, other), (other, one)] {
            try await run("/roster -a \(asking.address) add \(asked.address) The other")
            try await front.wait(for: "request from \(asking.address)")
            let mark = front.lines.count
            try await run("/sub -a \(asked.address) allow \(asking.address)")
            try await front.wait(for: "presence \(asked.address)/", after: mark)
        }
    }

    /// Types a line with its slash; answers what it printed.
    @discardableResult
    func run(_ line: String, in conversation: ConversationID? = nil) async throws -> [String] {
        let printed = RecordingFront()
        let client = client
        try await within(line, limit: .seconds(40)) {
            try await client.execute(String(line.dropFirst()), conversation: conversation) { printed.add($0) }
        }
        return printed.lines
    }

    /// Types a line that has to be refused; answers the sentence.
    func refusal(of line: String, in conversation: ConversationID? = nil) async throws -> String {
        do {
            try await run(line, in: conversation)
        } catch let failure as TestFailure {
            throw failure
        } catch {
            return "\(error)"
        }
        throw TestFailure("\(line) was not refused")
    }

    /// How the commands show a person's contacts, one line each.
    func roster(of person: Person) async throws -> String {
        try await run("/roster -a \(person.address)").joined(separator: "\n")
    }

    /// What one person has said to another and heard from them, as `> body` and `< body`.
    func talk(of person: Person, with other: Person) async throws -> [String] {
        try await profile.journal(of: person.conversation(with: other), limit: 500)
            .map { "\($0.direction == .outgoing ? ">" : "<") \($0.body)" }
    }

    func account(_ person: Person) async throws -> AccountRecord {
        guard let record = try await profile.account(person.jid()) else { throw TestFailure("no \(person.address)") }
        return record
    }
}
