import GrapnelKit
import Ping
import TestSupport
import Testing

@testable import GrapnelClient

@Suite("Pings on a scripted stream")
struct ScriptedPingTests {
    private func client() async throws -> ScriptedClient {
        try await ScriptedClient(plugins: [("ping", PingPlugin())])
    }

    @Test("The server's ping is answered with an empty result")
    func answer() async throws {
        let client = try await client()
        await client.receive("<iq type='get' from='example.org' id='p1'><ping xmlns='urn:xmpp:ping'/></iq>")
        try await client.expect("<iq type='result' to='example.org' id='p1'/>")
        try await client.finish()
    }

    @Test("A stranger gets the answer of a client that is not there")
    func stranger() async throws {
        let client = try await client()
        await client.receive("<iq type='get' from='eve@example.net/x' id='p1'><ping xmlns='urn:xmpp:ping'/></iq>")
        try await client.expect(
            "<iq type='error' to='eve@example.net/x' id='p1'><error type='cancel'>"
                + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
        try await client.finish()
    }

    @Test("An answer counts only from the one who was asked")
    func ask() async throws {
        let client = try await client()
        client.type("/ping bob@example.org/home")
        let ping = try await within("the ping") { try await client.server.next() }
        #expect(ping.first("ping", "urn:xmpp:ping") != nil)
        let id = ping["id"] ?? ""
        await client.receive("<iq type='result' from='eve@example.net/x' id='\(id)'/>")
        try await client.settle()
        #expect(!client.front.lines.contains { $0.contains("answered") })
        await client.receive("<iq type='result' from='bob@example.org/home' id='\(id)'/>")
        try await client.shows("bob@example.org/home answered in ")
        try await client.finish()
    }

    @Test("Without the plugin nothing of it is registered, and pings are not answered")
    func tearDown() async throws {
        let client = try await ScriptedClient()
        let before = client.client.ledger.census()
        try await client.client.activate(PingPlugin(), as: "ping")
        await client.client.ledger.release(owner: "ping")
        #expect(client.client.ledger.census() == before)
        await client.receive("<iq type='get' from='example.org' id='p1'><ping xmlns='urn:xmpp:ping'/></iq>")
        try await client.expect(
            "<iq type='error' to='example.org' id='p1'><error type='cancel'>"
                + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
        try await client.finish()
    }
}
