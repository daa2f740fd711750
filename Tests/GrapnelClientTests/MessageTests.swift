import GrapnelClient
import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@Suite("1:1 messages on a scripted stream")
struct MessageTests {
    @Test("A message that is received is stored once and shown")
    func receive() async throws {
        let client = try await ScriptedClient()
        await client.receive("<message from='bob@example.org/x' type='chat' id='m1'><body>Hello</body></message>")
        try await client.shows("from bob@example.org bob@example.org: Hello")
        let bob = ConversationID(account: client.account.jid, peer: try JID("bob@example.org"))
        let entries = try await client.profile.journal(of: bob, limit: 10)
        #expect(entries.map(\.body) == ["Hello"])
        #expect(entries.first?.state == .received)
        try await client.finish()
    }

    @Test("A message that is sent is stored first, then on the stream, then marked as sent")
    func send() async throws {
        let client = try await ScriptedClient()
        client.type("/msg bob@example.org Hey, are you around?")
        try await client.expect(
            "<message to='bob@example.org' type='chat' id='*'><body>Hey, are you around?</body></message>")
        try await client.shows("sent Hey, are you around?")
        #expect(client.front.lines.firstIndex { $0.hasPrefix("to bob") } != nil)
        try await client.finish()
    }

    @Test("An error from the other side marks the message as failed, with the reason")
    func refused() async throws {
        let client = try await ScriptedClient()
        client.type("/msg bob@example.org Hello")
        try await client.expect("<message to='bob@example.org' type='chat' id='*'><body>Hello</body></message>")
        try await client.shows("sent Hello")
        let bob = ConversationID(account: client.account.jid, peer: try JID("bob@example.org"))
        let id = try #require(try await client.profile.journal(of: bob, limit: 1).first?.stanzaID)
        await client.receive(
            "<message from='bob@example.org' type='error' id='\(id)'><error type='cancel'>"
                + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>")
        try await client.shows("failed Hello: The other side does not offer this, or is not online.")
        try await client.finish()
    }

    @Test("What is said in a room that nobody joined is neither stored nor shown")
    func unjoinedRoom() async throws {
        let client = try await ScriptedClient()
        await client.receive(
            "<message from='room@conference.example.org/mallory' type='groupchat'><body>psst</body></message>")
        try await client.settle()
        #expect(!client.front.lines.contains { $0.contains("psst") })
        try await client.finish()
    }

    @Test("While offline a message waits, and goes out once when the account is online again")
    func outbox() async throws {
        let client = try await ScriptedClient()
        await client.server.close()
        try await client.front.wait(for: "alice@example.org failed")
        try await client.client.execute("msg bob@example.org Later", conversation: nil) { _ in }
        let bob = ConversationID(account: client.account.jid, peer: try JID("bob@example.org"))
        #expect(try await client.profile.journal(of: bob, limit: 1).first?.state == .pending)
        let again = try await client.reconnect()
        let message = try await within("the message") { try await again.next() }
        #expect(message.first("body")?.text == "Later")
        try await client.shows("sent Later")
        try await client.finish()
    }
}
