import GrapnelClient
import GrapnelKit
import TestSupport
import Testing

@Suite("Client state (XEP-0352)")
struct ClientStateTests {
    private static let feature = "<csi xmlns='urn:xmpp:csi:0'/>"
    private static let inactive = "<inactive xmlns='urn:xmpp:csi:0'/>"
    private static let active = "<active xmlns='urn:xmpp:csi:0'/>"

    @Test("The server is told of each change once")
    func changes() async throws {
        let client = try await ScriptedClient(features: Self.feature)
        await client.client.setActive(true)
        await client.client.setActive(false)
        await client.client.setActive(false)
        try await client.expect(Self.inactive)
        await client.client.setActive(true)
        try await client.expect(Self.active)
        try await client.finish()
    }

    @Test("A server that does not offer it is told nothing")
    func notOffered() async throws {
        let client = try await ScriptedClient()
        await client.client.setActive(false)
        try await client.finish()
    }

    @Test("A new session begins active for the server, so it is told again, behind presence")
    func again() async throws {
        let client = try await ScriptedClient(features: Self.feature)
        await client.client.setActive(false)
        try await client.expect(Self.inactive)
        client.type("/disconnect")
        guard try await client.server.next()["type"] == "unavailable" else { throw TestFailure("no goodbye") }
        try await client.server.end()
        await client.receive("</stream:stream>")
        try await client.shows("alice@example.org is offline.")
        client.type("/connect")
        let server = try await client.accept()
        try await client.welcome("alice@example.org", on: server, features: Self.feature)
        #expect(try await server.next().isNamed("inactive", "urn:xmpp:csi:0"))
        let stopping = Task { await client.client.stop() }
        _ = try await server.next()
        try await server.end()
        await server.send("</stream:stream>")
        await stopping.value
    }
}
