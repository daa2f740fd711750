@testable import GrapnelClient
@testable import GrapnelKit
import Synchronization
import TestSupport
import Testing

@Suite("Rooms that plugins are in")
struct RoomClaimTests {
    private static let room = "lobby@muc.example.org"

    private static func knock() throws -> Presence { try Presence(to: JID("\(room)/Alice")) }

    /// A client with two plugins that enter rooms as the test says, by their contexts.
    private func client() async throws -> (ScriptedClient, PluginContext, PluginContext) {
        let kept = Mutex<[PluginContext]>([])
        let keep = Probe { context in kept.withLock { $0.append(context) } }
        let client = try await ScriptedClient(plugins: [("first", keep), ("second", keep)])
        let contexts = kept.withLock { $0 }
        return (client, try #require(contexts.first), try #require(contexts.last))
    }

    private func rooms(_ client: ScriptedClient, _ owner: String = "first") -> Int? {
        client.client.ledger.census()[owner]?[.room]
    }

    @Test("A room is one plugin's, however often it enters")
    func oneOwner() async throws {
        let (client, first, second) = try await client()
        let (room, account) = (try JID(Self.room), client.account)
        for _ in 0..<2 {
            try await first.enter(room, with: Self.knock(), on: account)
            try await client.expect("<presence to='\(Self.room)/Alice'/>")
        }
        #expect(rooms(client) == 1)
        let error = await #expect(throws: CommandError.self) {
            try await second.enter(room, with: Self.knock(), on: account)
        }
        #expect(error?.description == "The plugin first is already in \(Self.room).")
        #expect(rooms(client, "second") == nil)
        // Another's room cannot be left either.
        try await second.leave(room, with: Presence(.unavailable, to: room), on: account)
        try await first.leave(room, with: nil, on: account)
        #expect(rooms(client) == nil)
        try await second.enter(room, with: Self.knock(), on: account)
        try await client.expect("<presence to='\(Self.room)/Alice'/>")
        await client.client.plugins?.stop()
        try await client.expect("<presence type='unavailable' to='\(Self.room)/Alice'/>")
        try await client.finish()
    }

    @Test("A room that could not be entered is nobody's")
    func offline() async throws {
        let (client, first, _) = try await client()
        await client.server.close()
        try await client.front.wait(for: "alice@example.org failed")
        await #expect(throws: CommandError.self) {
            try await first.enter(JID(Self.room), with: Self.knock(), on: client.account)
        }
        #expect(rooms(client) == nil)
        _ = try await client.reconnect()
        try await client.finish()
    }

    @Test("A session that is over is in no room, so nothing is said there before it is entered again")
    func lostSession() async throws {
        let (client, first, _) = try await client()
        let room = try JID(Self.room)
        try await first.enter(room, with: Self.knock(), on: client.account)
        try await client.expect("<presence to='\(Self.room)/Alice'/>")
        await client.server.close()
        try await client.front.wait(for: "alice@example.org failed")
        #expect(rooms(client) == nil)
        let id = ConversationID(account: client.account.jid, peer: room)
        try await client.client.say("Hello", in: id, kind: .room)
        _ = try await client.reconnect()
        try await client.shows("failed Hello: You are not in \(room); type /join \(room) and say it again.")
        try await first.enter(room, with: Self.knock(), on: client.account)
        try await client.expect("<presence to='\(Self.room)/Alice'/>")
        #expect(rooms(client) == 1)
        await client.client.plugins?.stop()
        try await client.expect("<presence type='unavailable' to='\(Self.room)/Alice'/>")
        try await client.finish()
    }

    @Test(
        "Only a presence to the room and a nick enters it",
        arguments: ["lobby@muc.example.org", "other@muc.example.org/A"])
    func presence(to address: String) async throws {
        let (client, first, _) = try await client()
        await #expect(throws: CommandError.self) {
            try await first.enter(JID(Self.room), with: Presence(to: JID(address)), on: client.account)
        }
        #expect(rooms(client) == nil)
        try await client.finish()
    }
}
