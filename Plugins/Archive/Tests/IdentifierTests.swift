import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@testable import Archive
@testable import GrapnelClient

@Suite("Identifiers of archives in messages")
struct IdentifierTests {
    private func message(
        _ body: String, id: String = "z1", from: String = "bob@example.org/x", _ more: String...
    ) -> String {
        "<message from='\(from)' to='alice@example.org/core' type='chat' id='\(id)'><body>\(body)</body>"
            + "\(more.joined())</message>"
    }

    private func stanzaID(_ id: String, by: String = "alice@example.org") -> String {
        "<stanza-id xmlns='urn:xmpp:sid:0' by='\(by)' id='\(id)'/>"
    }

    /// The identifiers that the journal has for Bob's words.
    private func kept(_ bench: ArchiveBench) async throws -> [String?] {
        let bob = ConversationID(account: bench.client.account.jid, peer: try JID(ArchiveBench.bob))
        return try await bench.client.profile.journal(of: bob, limit: 100).map(\.archiveID)
    }

    @Test("One identifier of the own archive is kept, and the same one again is the same message")
    func one() async throws {
        let bench = try await ArchiveBench.caughtUp()
        await bench.client.receive(message("hello", stanzaID("S1")))
        await bench.client.receive(message("hello", stanzaID("S1")))
        await bench.client.receive(message("hello", stanzaID("S2")))
        try await bench.client.settle()
        #expect(try await kept(bench) == ["S1", "S2"])
        try await bench.client.finish()
    }

    @Test("Another's, several, an empty one and that of a sender are none")
    func none() async throws {
        let bench = try await ArchiveBench.caughtUp()
        let texts = [
            message("1", stanzaID("S", by: "mallory@evil.example")),
            message("2", stanzaID("S", by: "alice@example.org/core")),
            message("3", stanzaID("S1"), stanzaID("S2")),
            message("4", stanzaID("")),
            message("5", "<origin-id xmlns='urn:xmpp:sid:0' id='S'/>"),
            message("6", "<stanza-id xmlns='urn:xmpp:sid:1' by='alice@example.org' id='S'/>"),
            message("7", stanzaID("S", by: "@")),
        ]
        for text in texts { await bench.client.receive(text) }
        try await bench.client.settle()
        #expect(try await kept(bench) == Array(repeating: nil, count: texts.count))
        #expect(try await bench.talk().count == texts.count)
        try await bench.client.finish()
    }

    @Test(
        "Where the server does not say that it guards them, an identifier suppresses nothing, archive or not",
        arguments: ["urn:xmpp:ping", "urn:xmpp:mam:2"])
    func unguarded(feature: String) async throws {
        let bench = try await ArchiveBench.begin(features: [feature])
        if feature.contains("mam") {
            try await bench.answer(try await bench.question(), [], isComplete: true)
            try await bench.isCaughtUp()
        }
        await bench.client.receive(message("fill", from: "mallory@evil.example/x", stanzaID("FUTURE")))
        await bench.client.receive(message("real", id: "z2", from: "mallory@evil.example/x", stanzaID("FUTURE")))
        try await bench.client.settle()
        #expect(try await bench.talk(with: "mallory@evil.example") == ["< fill", "< real"])
        try await bench.client.finish()
    }

    @Test("An identifier of one conversation says nothing about another")
    func perConversation() async throws {
        let bench = try await ArchiveBench.caughtUp()
        await bench.client.receive(message("fill", from: "mallory@evil.example/x", stanzaID("S1")))
        await bench.client.receive(message("real", stanzaID("S1")))
        try await bench.client.settle()
        #expect(try await bench.talk() == ["< real"])
        // Neither does an identifier that its sender chose.
        let origin = "<origin-id xmlns='urn:xmpp:sid:0' id='O1'/>"
        await bench.client.receive(message("one", id: "z3", origin))
        await bench.client.receive(message("two", id: "z4", from: "mallory@evil.example/x", origin))
        await bench.client.receive(message("three", id: "z5", origin))
        try await bench.client.settle()
        #expect(try await bench.talk() == ["< real", "< one", "< three"])
        #expect(try await bench.talk(with: "mallory@evil.example") == ["< fill", "< two"])
        try await bench.client.finish()
    }

    @Test("A message that comes before the answer about features waits for it")
    func early() async throws {
        let plugin = ArchivePlugin()
        let bench = ArchiveBench(
            client: try await ScriptedClient(plugins: [("archive", plugin)]), plugin: plugin)
        await bench.client.receive(message("early", stanzaID("S1")))
        try await bench.answerBeginning()
        try await bench.answer(try await bench.question(), [.init(id: "S1", body: "early", stanza: "z1")])
        let older = try await bench.question()
        #expect(older.query.place == .before("S1"))
        try await bench.answer(older, [], isComplete: true)
        try await bench.client.settle()
        #expect(try await bench.talk() == ["< early"])
        try await bench.client.finish()
    }
}
