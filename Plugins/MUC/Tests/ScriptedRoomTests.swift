import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@testable import GrapnelClient
@testable import MUC

@Suite("Rooms on a scripted stream")
struct ScriptedRoomTests {
    private let room = RoomBench.room

    private func client() async throws -> ScriptedClient {
        try await ScriptedClient(plugins: [("muc", MUCPlugin())])
    }

    private func id(_ client: ScriptedClient) throws -> ConversationID {
        ConversationID(account: client.account.jid, peer: try JID(room))
    }

    /// Answers the question for features, as a room that exists.
    private func answerLook(_ client: ScriptedClient) async throws {
        let question = try await within("the look at the room") { try await client.server.next() }
        #expect(question["to"] == room)
        await client.receive(
            """
            <iq type='result' from='\(room)' id='\(question["id"] ?? "")'>\
            <query xmlns='http://jabber.org/protocol/disco#info'><identity category='conference' type='text'/>\
            <feature var='http://jabber.org/protocol/muc'/></query></iq>
            """)
    }

    private func enter(_ client: ScriptedClient) async throws {
        client.type("/join \(room) Alice")
        try await answerLook(client)
        try await client.expect(
            """
            <presence to='\(room)/Alice' id='*'><x xmlns='http://jabber.org/protocol/muc'>\
            <history maxstanzas='50'/></x></presence>
            """)
        await client.receive(RoomBench.presence("Bob"))
        await client.receive(RoomBench.presence("Alice", codes: [110]))
        await client.receive(RoomBench.message(nil, "<subject>Hooks</subject>"))
        try await client.shows("You are in \(room) as Alice; one other is here.")
        try await client.shows("opened room \(room)")
        try await client.shows("notice The subject is: Hooks")
    }

    @Test("Entering, speaking, hearing, leaving")
    func conversation() async throws {
        let client = try await client()
        try await enter(client)
        try await client.client.say("Hello all", in: id(client), kind: .room)
        let said = try await within("the message") { try await client.server.next() }
        #expect(said["to"] == room)
        #expect(said["type"] == "groupchat")
        await client.receive(RoomBench.message("Alice", "<body>Hello all</body>", id: said["id"] ?? ""))
        try await client.shows("confirmed Hello all")
        await client.receive(RoomBench.message("Bob", "<body>Hello Alice</body>"))
        try await client.shows("from \(room) Bob: Hello Alice")
        let journal = try await client.profile.journal(of: id(client), limit: 10)
        #expect(journal.map(\.body) == ["Hello all", "Hello Alice"])
        #expect(journal.map(\.author) == ["Alice", "Bob"])
        client.type("/part", in: try id(client))
        try await client.expect("<presence type='unavailable' to='\(room)/Alice' id='*'/>")
        try await client.shows("You left \(room).")
        try await client.finish()
    }

    @Test("A refusal is one sentence, and the room is nobody's afterwards")
    func refusal() async throws {
        let client = try await client()
        client.type("/join \(room) Alice")
        try await answerLook(client)
        _ = try await within("the presence") { try await client.server.next() }
        await client.receive(RoomBench.refusal("conflict"))
        try await client.shows("error: Somebody in \(room) has the nick Alice; choose another")
        await client.receive(RoomBench.message("Bob", "<body>psst</body>"))
        try await client.settle()
        #expect(!client.front.lines.contains { $0.contains("psst") })
        try await client.finish()
    }

    @Test("Occupants of a room that was not entered are not heard, and a nick that was ours is another's")
    func hostile() async throws {
        let client = try await client()
        try await enter(client)
        await client.receive(RoomBench.message("Bob", "<body>forged</body>", room: "lobby@evil.example"))
        await client.receive(RoomBench.presence("Alice", "unavailable", codes: [110, 301], room: "lobby@evil.example"))
        await client.receive("<presence type='unavailable' from='\(room).evil.example/Alice'/>")
        client.type("/nick Ally", in: try id(client))
        try await client.expect("<presence to='\(room)/Ally' id='*'/>")
        let item = "affiliation='none' role='participant' nick='Ally'"
        await client.receive(RoomBench.presence("Alice", "unavailable", item: item, codes: [303, 110]))
        await client.receive(RoomBench.presence("Ally", codes: [110]))
        try await client.shows("You are now called Ally.")
        await client.receive(RoomBench.presence("Alice"))
        await client.receive(RoomBench.message("Alice", "<body>trust me</body>", id: "n1"))
        try await client.shows("from \(room) Alice: trust me")
        #expect(!client.front.lines.contains { $0.contains("forged") })
        client.type("/who", in: try id(client))
        try await client.shows("Ally (you): participant")
        client.type("/part", in: try id(client))
        try await client.expect("<presence type='unavailable' to='\(room)/Ally' id='*'/>")
        try await client.finish()
    }

    @Test("After a lost connection the room is entered again before anything is said in it, and nothing doubles")
    func comingBack() async throws {
        let client = try await client()
        try await enter(client)
        await client.receive(RoomBench.message("Bob", "<body>Before</body>", id: "b1"))
        try await client.shows("from \(room) Bob: Before")
        await client.server.close()
        try await client.front.wait(for: "alice@example.org failed")
        try await client.client.say("Meanwhile", in: id(client), kind: .room)
        let server = try await client.reconnect()
        let presence = try await within("the presence") { try await server.next() }
        #expect(presence["to"] == "\(room)/Alice")
        #expect(presence.first("x", RoomNamespace.entrance)?.first("history")?["since"] != nil)
        let said = try await within("the message") { try await server.next() }
        #expect(said.first("body")?.text == "Meanwhile")
        await client.receive(RoomBench.presence("Alice", codes: [110]))
        try await client.shows("You are back in \(room) as Alice.")
        let stamp = RoomBench.delay("2026-11-20T10:00:00Z")
        await client.receive(RoomBench.message("Bob", "<body>Before</body>\(stamp)", id: "b1"))
        await client.receive(RoomBench.message("Bob", "<body>Missed</body>\(stamp)", id: "b2"))
        await client.receive(RoomBench.message(nil, "<subject>Hooks</subject>"))
        await client.receive(RoomBench.message("Alice", "<body>Meanwhile</body>", id: said["id"] ?? ""))
        try await client.shows("confirmed Meanwhile")
        let journal = try await client.profile.journal(of: id(client), limit: 10)
        #expect(journal.map(\.body).sorted() == ["Before", "Meanwhile", "Missed"])
        client.type("/part", in: try id(client))
        try await client.expect("<presence type='unavailable' to='\(room)/Alice' id='*'/>")
        try await client.finish()
    }

    @Test("Without the plugin the room is left and nothing of it is registered, while the session goes on")
    func tearDown() async throws {
        let client = try await ScriptedClient()
        let before = client.client.ledger.census()
        try await client.client.activate(MUCPlugin(), as: "muc")
        try await enter(client)
        #expect(client.client.ledger.census() != before)
        await client.client.ledger.release(owner: "muc")
        try await client.expect("<presence type='unavailable' to='\(room)/Alice'/>")
        #expect(client.client.ledger.census() == before)
        await client.receive(RoomBench.message("Bob", "<body>Still there?</body>"))
        try await client.settle()
        #expect(!client.front.lines.contains { $0.contains("Still there?") })
        try await client.finish()
    }
}
