@testable public import GrapnelClient
@testable public import GrapnelKit
public import GrapnelStore
public import GrapnelStream
import Synchronization

/// A whole client with chosen plugins on a stream in memory; a test is a transcript of what goes over it.
///
/// Stanza identifiers are `g1`, `g2`, … in the order of making. What the client sends and nobody expects is a failure
/// at ``finish()``.
public final class ScriptedClient: Sendable {
    public let client: Client
    public let front: RecordingFront
    private let current: Mutex<ScriptedServer>
    public let profile: Profile
    public let connector: MemoryConnector
    /// Where its profile is.
    public let directory: TemporaryDirectory
    private let features: String
    private let typed = Mutex<[Task<Void, any Error>]>([])

    /// A client that is online as alice@example.org/core.
    ///
    /// - Parameters:
    ///   - plugins: by identifier, activated in this order.
    ///   - path: where the client looks for plugins as libraries; nowhere unless told otherwise.
    ///   - roster: the items of the roster, as XML.
    ///   - features: stream features beside resource binding, as XML.
    ///   - network: what tells the client that its network changes.
    ///   - directory: where an earlier client left its profile; a new one unless told otherwise.
    ///   - resumption: what the server says to the wish to take up the stream of that client.
    ///   - clock: the time that the session goes by.
    public init(
        plugins: [(String, any Plugin)] = [],
        path: PluginSearchPath = PluginSearchPath(folders: []),
        roster: String = "<item jid='bob@example.org' name='Bob' subscription='both'/>",
        features: String = "",
        network: (any NetworkMonitor)? = nil,
        clock: any SessionClock = ContinuousClock(),
        directory earlier: TemporaryDirectory? = nil,
        _ resumption: ScriptedServer.Resumption? = nil
    ) async throws {
        directory = try earlier ?? TemporaryDirectory()
        self.features = features
        profile = try await Profile.open(in: ProfileDirectory(at: directory.path))
        front = RecordingFront(secret: "secret")
        connector = MemoryConnector()
        let counter = Counter()
        client = try Client(
            profile: profile, plugins: path, front: front, connector: connector, network: network,
            clock: clock, newID: { counter.next() })
        try await client.start(connecting: false)
        for (id, plugin) in plugins { try await client.activate(plugin, as: id) }
        if client.accounts.isEmpty {
            try await client.execute("account add alice@example.org --direct-tls", conversation: nil) { _ in }
        }
        let (client, connector) = (client, connector)
        let connecting = Task { try await client.execute("connect", conversation: nil) { _ in } }
        let server = ScriptedServer(try await within("a connection") { try await connector.next() })
        current = Mutex(server)
        try await Self.welcome(server, roster: roster, features: features, resumption)
        try await connecting.value
    }

    private static func welcome(
        _ server: ScriptedServer, account: String = "alice@example.org", roster: String, features: String,
        _ resumption: ScriptedServer.Resumption? = nil
    ) async throws {
        try await within("the login") {
            try await server.letIn(as: account, features: features, resumption)
            let query = try await server.next()
            await server.send(
                "<iq type='result' id='\(query["id"] ?? "")'><query xmlns='jabber:iq:roster'>\(roster)</query></iq>")
            var presence = try await server.next()
            // A client that takes up what another process left says goodbye for that first.
            if case .resumed? = resumption, presence["type"] == "unavailable" { presence = try await server.next() }
            guard presence.name == "presence", presence["type"] == nil else { throw TestFailure("no initial presence") }
        }
    }

    /// Waits for the client to come back by itself, and takes its stream up again.
    ///
    /// - Returns: how many stanzas the client says it has handled.
    @discardableResult
    public func resume(handled: UInt32) async throws -> UInt32? {
        let (connector, features) = (connector, features)
        let other = ScriptedServer(try await within("a second connection") { try await connector.next() })
        try await within("the resumption") {
            try await other.letIn(as: "alice@example.org", features: features, .resumed(handled: handled))
        }
        current.withLock { $0 = other }
        return await other.told
    }

    /// Waits for the client to come back by itself, and begins a new session instead of the one it asks for.
    public func refuseResumption(handled: UInt32?) async throws {
        let (connector, features) = (connector, features)
        let other = ScriptedServer(try await within("a second connection") { try await connector.next() })
        current.withLock { $0 = other }
        try await Self.welcome(other, roster: "", features: features, .failed(handled: handled))
    }

    /// Waits for the client to come back by itself, and lets it in again.
    public func reconnect() async throws -> ScriptedServer {
        let (client, connector) = (client, connector)
        let connecting = Task { try await client.execute("connect", conversation: nil) { _ in } }
        let other = ScriptedServer(try await within("a second connection") { try await connector.next() })
        try await Self.welcome(other, roster: "", features: features.contains("urn:xmpp:sm:3") ? "" : features)
        try await connecting.value
        current.withLock { $0 = other }
        return other
    }

    /// Takes the next connection that the client opens, and ends it before anything is said.
    public func refuseConnection() async throws {
        let connector = connector
        let transport = try await within("a connection to refuse") { try await connector.next() }
        await transport.close()
    }

    /// The server's side of the next connection that the client opens, which nobody has let in yet.
    public func accept() async throws -> ScriptedServer {
        let connector = connector
        return ScriptedServer(try await within("a connection") { try await connector.next() })
    }

    /// Lets an account in on a connection that ``accept()`` gave, with an empty roster.
    public func welcome(_ account: String, on server: ScriptedServer, features: String = "") async throws {
        try await Self.welcome(server, account: account, roster: "", features: features)
    }

    /// The server's side of the connection that is open.
    public var server: ScriptedServer { current.withLock { $0 } }

    /// The account.
    public var account: Account { client.accounts[0] }

    /// Has the server say something; namespaces as on a stream, so that `<message>` is one of jabber:client.
    public func receive(_ text: String) async {
        await server.send(text)
    }

    /// Expects the next thing that the client sends; `*` stands for any value.
    public func expect(_ text: String) async throws {
        let expected = try XMLElement(parsing: Self.withNamespace(text))
        let actual = try await within("waiting for \(text)") { [server] in try await server.next() }
        if let difference = Transcript.difference(actual, expected) {
            throw TestFailure("\(difference)\n  sent: \(actual)\n  expected: \(expected)")
        }
    }

    /// Types a command line with its slash, and does not wait for it.
    public func type(_ line: String, in conversation: ConversationID? = nil) {
        let task = Task<Void, any Error> { [client, front] in
            do {
                try await client.execute(String(line.dropFirst()), conversation: conversation) { front.add($0) }
            } catch {
                front.add("error: \(error)")
            }
        }
        typed.withLock { $0.append(task) }
    }

    /// Waits until the front shows a line with a text.
    public func shows(_ text: String) async throws {
        try await front.wait(for: text)
    }

    /// A round trip through the client, so that everything said before has been taken in.
    public func settle() async throws {
        await server.send("<iq type='get' id='settle' from='example.org'><query xmlns='urn:test:settle'/></iq>")
        try await expect(
            "<iq type='error' id='settle' to='example.org'><error type='cancel'>"
                + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
    }

    /// Ends the test: every command is done and nothing that was sent is unread.
    public func finish() async throws {
        for task in typed.withLock({ $0 }) {
            try await within("a command that does not end") { try await task.value }
        }
        try await settle()
        let stopping = Task { [client] in await client.stop() }
        try await within("the end of the stream") { [server] in
            guard try await server.next()["type"] == "unavailable" else { throw TestFailure("no goodbye") }
            try await server.end()
            await server.send("</stream:stream>")
        }
        await stopping.value
    }

    private static func withNamespace(_ text: String) -> String {
        for name in ["<message", "<presence", "<iq"] where text.hasPrefix(name) {
            return "\(name) xmlns='jabber:client'\(text.dropFirst(name.count))"
        }
        return text
    }

    /// Counts identifiers.
    private final class Counter: Sendable {
        private let count = Atomic<Int>(0)

        func next() -> String { "g\(count.add(1, ordering: .relaxed).newValue)" }
    }
}
