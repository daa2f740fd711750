import GrapnelClient
import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@Suite("Contacts on a scripted stream")
struct ContactTests {
    @Test("Adding a contact sets the roster item, then asks for the subscription")
    func add() async throws {
        let client = try await ScriptedClient(roster: "")
        client.type("/roster add bob@example.org Bob the Builder")
        let id = "g2"
        try await client.expect(
            "<iq type='set' id='\(id)'><query xmlns='jabber:iq:roster'>"
                + "<item jid='bob@example.org' name='Bob the Builder'/></query></iq>")
        await client.receive(
            "<iq type='set' id='push'><query xmlns='jabber:iq:roster' ver='v2'>"
                + "<item jid='bob@example.org' name='Bob the Builder' subscription='none'/></query></iq>")
        try await client.expect("<iq type='result' id='push'/>")
        await client.receive("<iq type='result' id='\(id)'/>")
        try await client.expect("<presence type='subscribe' to='bob@example.org'/>")
        try await client.shows("Added Bob the Builder (bob@example.org)")
        let stored = try await client.profile.roster(of: client.account.jid)
        #expect(stored.version == "v2")
        #expect(stored.items.map(\.name) == ["Bob the Builder"])
        try await client.finish()
    }

    @Test("A change is over when its push is there, though the result comes first and another push between")
    func pushAfterResult() async throws {
        let client = try await ScriptedClient()
        client.type("/roster rename bob@example.org Robert")
        try await client.expect(
            "<iq type='set' id='*'><query xmlns='jabber:iq:roster'>"
                + "<item jid='bob@example.org' name='Robert'/></query></iq>")
        await client.receive("<iq type='result' id='g2'/>")
        for (id, name) in [("p1", "Bob"), ("p2", "Robert")] {
            #expect(!client.front.lines.contains { $0.contains("is called") })
            await client.receive(
                "<iq type='set' id='\(id)'><query xmlns='jabber:iq:roster'>"
                    + "<item jid='bob@example.org' name='\(name)' subscription='both'/></query></iq>")
            try await client.expect("<iq type='result' id='\(id)'/>")
        }
        try await client.shows("bob@example.org is called Robert now.")
        client.type("/roster")
        try await client.shows("Robert  bob@example.org")
        try await client.finish()
    }

    @Test("A request waits in the inbox until it is answered")
    func inbox() async throws {
        let client = try await ScriptedClient()
        await client.receive(
            "<presence type='subscribe' from='carol@example.org'><status>Hi, it is Carol</status></presence>")
        try await client.shows("request from carol@example.org")
        client.type("/sub")
        try await client.shows("carol@example.org  asks alice@example.org  Hi, it is Carol")
        client.type("/sub allow carol@example.org")
        try await client.expect("<presence type='subscribed' to='carol@example.org'/>")
        try await client.shows("carol@example.org may see your presence.")
        client.type("/sub")
        try await client.shows("Nobody waits for an answer.")
        try await client.finish()
    }

    @Test("The presence of a contact is shown when it changes, and that of a stranger is not")
    func presence() async throws {
        let client = try await ScriptedClient()
        await client.receive("<presence from='bob@example.org/x'><show>away</show><status>Lunch</status></presence>")
        await client.receive("<presence from='bob@example.org/x'><show>away</show><status>Lunch</status></presence>")
        await client.receive("<presence from='mallory@evil.example/x'/>")
        try await client.settle()
        #expect(client.front.lines.filter { $0.hasPrefix("presence") } == ["presence bob@example.org/x available away"])
        client.type("/roster")
        try await client.shows("Bob  bob@example.org  away (Lunch)")
        try await client.finish()
    }

    @Test("A presence of an unknown type is ignored, and the session goes on")
    func malformed() async throws {
        let client = try await ScriptedClient()
        await client.receive("<presence from='bob@example.org/x' type='available'/>")
        await client.receive("<presence from='@@' />")
        try await client.settle()
        #expect(!client.front.lines.contains { $0.hasPrefix("presence") })
        try await client.finish()
    }
}
