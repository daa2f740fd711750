import GrapnelClient
import GrapnelStore
import Synchronization
import TestSupport
import Testing

@testable import GrapnelKit

/// What every server with stream management announces.
let management = "<sm xmlns='urn:xmpp:sm:3'/>"

@Suite("Acknowledgements on a scripted stream", .timeLimit(.minutes(1)))
struct AcknowledgementTests {
    static func message(_ text: String) -> String {
        "<message to='bob@example.org' type='chat' id='*'><body>\(text)</body></message>"
    }

    static func fromBob(_ text: String, id: String) -> String {
        "<message from='bob@example.org/x' type='chat' id='\(id)'><body>\(text)</body></message>"
    }

    private func states(_ client: ScriptedClient) async throws -> [JournalEntry.State] {
        let bob = ConversationID(account: client.account.jid, peer: try JID("bob@example.org"))
        return try await client.profile.journal(of: bob, limit: 100).map(\.state)
    }

    @Test("A message stays in the outbox until the server has acknowledged it")
    func pending() async throws {
        let client = try await ScriptedClient(features: management)
        await client.server.setAnswering(false)
        client.type("/msg bob@example.org Hello")
        try await client.expect(Self.message("Hello"))
        client.type("/msg bob@example.org Again")
        try await client.expect(Self.message("Again"))
        #expect(try await states(client) == [.pending, .pending])
        await client.server.setAnswering(true)
        await client.server.acknowledge()
        try await client.shows("sent Hello")
        try await client.shows("sent Again")
        #expect(try await states(client) == [.sent, .sent])
        try await client.finish()
    }

    @Test(
        "What came counts once it is stored and dealt with, answers to requests included, and what is no stanza never")
    func counting() async throws {
        let client = try await ScriptedClient(features: management)
        // The answer to the request for the roster was the first.
        #expect(try await client.server.askForAcknowledgement() == 1)
        await client.receive(Self.fromBob("Hello", id: "m1"))
        await client.receive("<presence from='bob@example.org/x'/><unknown xmlns='urn:test:unknown'/>")
        try await client.shows("presence bob@example.org/x available")
        #expect(try await client.server.askForAcknowledgement() == 3)
        #expect(try await client.profile.stream(of: client.account.jid)?.handled == 3)
        try await client.finish()
    }

    @Test("STR-036: nothing is acknowledged before it is stored, and many requests get one answer")
    func order() async throws {
        let gate = Gate()
        let client = try await ScriptedClient(plugins: [("slow", Slow(gate))], features: management)
        #expect(try await client.server.askForAcknowledgement() == 1)
        await client.receive(Self.fromBob("Hello", id: "m1"))
        try await within("the message to be held up") { await gate.reached() }
        for _ in 0..<1000 { await client.receive("<r xmlns='urn:xmpp:sm:3'/>") }
        let early = try await client.server.askForAcknowledgement()
        #expect(early == 1)
        #expect(try await client.profile.stream(of: client.account.jid)?.handled == 1)
        gate.open()
        try await client.shows("from bob@example.org bob@example.org: Hello")
        while try await client.server.askForAcknowledgement() != 2 {}
        try await client.finish()
    }

    @Test("What cannot be stored is not acknowledged, nor what follows it, and is taken in once there is space again")
    func fullDisk() async throws {
        let (disk, clock) = (Disk(), ManualClock())
        let client = try await ScriptedClient(plugins: [("disk", disk)], features: management, clock: clock)
        #expect(try await client.server.askForAcknowledgement() == 1)
        await client.receive(Self.fromBob("Hello", id: "m1") + "<presence from='bob@example.org/x'/>")
        try await client.shows("A message is taken in as soon as it can be stored: ")
        #expect(try await clock.sleeper { $0 == .seconds(5) } == .seconds(5))
        #expect(try await client.profile.stream(of: client.account.jid)?.handled == 1)
        #expect(!client.front.lines.contains { $0.contains("Hello") })
        disk.isFull.withLock { $0 = false }
        clock.advance(by: .seconds(5))
        try await client.shows("from bob@example.org bob@example.org: Hello")
        while try await client.server.askForAcknowledgement() != 3 {}
        try await client.finish()
    }

    @Test("STR-017: an acknowledgement of more than was sent ends the stream, and what is open is sent again")
    func tooMany() async throws {
        let client = try await ScriptedClient(features: management)
        await client.server.setAnswering(false)
        client.type("/msg bob@example.org Hello")
        try await client.expect(Self.message("Hello"))
        await client.receive("<a xmlns='urn:xmpp:sm:3' h='10'/>")
        try await client.expect(
            "<stream:error xmlns:stream='http://etherx.jabber.org/streams'>"
                + "<undefined-condition xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                + "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams' xml:lang='en'>*</text>"
                + "<handled-count-too-high xmlns='urn:xmpp:sm:3' h='10' send-count='3'/></stream:error>")
        try await client.shows("alice@example.org failed: The server acknowledged 10 stanzas where 3 were sent")
        #expect(try await states(client) == [.pending])
        #expect(try await client.profile.stream(of: client.account.jid) == nil)
        _ = try await client.reconnect()
        try await client.expect(Self.message("Hello"))
        await client.server.acknowledge()
        try await client.shows("sent Hello")
        try await client.finish()
    }

    @Test("STR-021, STR-029: an answer that cannot be read, or that nobody agreed on, is ignored")
    func unreadable() async throws {
        for features in [management, ""] {
            let client = try await ScriptedClient(features: features)
            for answer in ["h='-1'", "h='99999999999'", ""] {
                await client.receive("<a xmlns='urn:xmpp:sm:3' \(answer)/>")
            }
            if features.isEmpty { await client.receive("<a xmlns='urn:xmpp:sm:3' h='5'/><r xmlns='urn:xmpp:sm:3'/>") }
            try await client.finish()
        }
    }

    @Test("A stream that ended in order is over: nothing of it is taken up again, and nothing is open")
    func goodbye() async throws {
        let client = try await ScriptedClient(features: management)
        client.type("/msg bob@example.org Hello")
        try await client.expect(Self.message("Hello"))
        client.type("/disconnect")
        try await client.expect("<presence type='unavailable'/>")
        try await client.server.end()
        #expect(await client.server.acknowledged == 1)
        await client.receive("</stream:stream>")
        try await client.shows("alice@example.org offline")
        #expect(try await client.profile.stream(of: client.account.jid) == nil)
        #expect(try await states(client) == [.sent])
        await client.client.stop()
    }
}

/// Holds a message up until it is opened.
final class Gate: Sendable {
    private let arrival = AsyncStream<Void>.makeStream()
    private let opening = AsyncStream<Void>.makeStream()

    func open() { opening.continuation.finish() }

    func reached() async { for await _ in arrival.stream { return } }

    func pass() async {
        arrival.continuation.yield()
        for await _ in opening.stream {}
    }
}

/// Holds up what comes until its gate opens.
struct Slow: Plugin {
    let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    init() { self.init(Gate()) }

    func activate(in context: PluginContext) async throws {
        let gate = gate
        try context.filter(.messageReceived, at: .decrypt) { _ in
            await gate.pass()
            return .pass
        }
    }
}

/// Lets nothing be stored until there is space.
private final class Disk: Plugin {
    let isFull = Mutex(true)

    func activate(in context: PluginContext) async throws {
        try context.filter(.messageReceived, at: .store, before: ["core"]) { [self] _ in
            if isFull.withLock({ $0 }) { throw StoreError(.full, "the profile") }
            return .pass
        }
    }
}
