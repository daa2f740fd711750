import GrapnelClient
import GrapnelKit
import TestSupport
import Testing

@Suite("Answering on a scripted stream")
struct RequestTests {
    static let unavailable =
        "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"

    @Test("A request that nobody handles is answered with service-unavailable, once")
    func unknown() async throws {
        let client = try await ScriptedClient()
        await client.receive("<iq type='get' id='u1' from='mallory@evil.example/x'><query xmlns='urn:unknown'/></iq>")
        try await client.expect("<iq type='error' id='u1' to='mallory@evil.example/x'>\(Self.unavailable)</iq>")
        try await client.finish()
    }

    @Test("A request without exactly one child is a bad request")
    func children() async throws {
        let client = try await ScriptedClient()
        await client.receive("<iq type='get' id='u1' from='bob@example.org/x'><a xmlns='u'/><b xmlns='u'/></iq>")
        try await client.expect(
            "<iq type='error' id='u1' to='bob@example.org/x'><error type='modify'>"
                + "<bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
        try await client.finish()
    }

    @Test("Disco lists what is registered, and nothing else")
    func disco() async throws {
        let client = try await ScriptedClient()
        await client.receive(
            "<iq type='get' id='d' from='bob@example.org/x'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
        )
        try await client.expect(
            "<iq type='result' id='d' to='bob@example.org/x'><query xmlns='http://jabber.org/protocol/disco#info'>"
                + "<identity category='client' type='console' name='Grapnel'/>"
                + "<feature var='http://jabber.org/protocol/disco#info'/></query></iq>")
        try await client.finish()
    }

    @Test("A roster push counts from the own account alone")
    func rosterPush() async throws {
        let client = try await ScriptedClient()
        let push = "<query xmlns='jabber:iq:roster'><item jid='mallory@evil.example' subscription='both'/></query>"
        await client.receive("<iq type='set' id='r1' from='mallory@evil.example/x'>\(push)</iq>")
        try await client.expect("<iq type='error' id='r1' to='mallory@evil.example/x'>\(Self.unavailable)</iq>")
        await client.receive("<iq type='set' id='r2' from='example.org'>\(push)</iq>")
        try await client.expect("<iq type='error' id='r2' to='example.org'>\(Self.unavailable)</iq>")
        await client.receive("<iq type='set' id='r3'>\(push.replacingMallory)</iq>")
        try await client.expect("<iq type='result' id='r3'/>")
        client.type("/roster")
        try await client.shows("carol@example.org")
        #expect(!client.front.lines.contains { $0.contains("mallory") })
        try await client.finish()
    }
}

extension String {
    fileprivate var replacingMallory: String {
        split(separator: "mallory@evil.example", omittingEmptySubsequences: false).joined(
            separator: "carol@example.org")
    }
}
