import GrapnelClient
import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@Suite("Removal on a scripted stream")
struct RemovalTests {
    @Test("Removed on the server with the address typed again, then here, and the search says how far it looked")
    func everywhere() async throws {
        let client = try await ScriptedClient()
        client.front.reply("alice@example.org")
        client.type("/account remove alice@example.org --server --purge")
        let request = try await client.server.next()
        #expect(request["type"] == "set" && request["to"] == nil)
        #expect(request.first("query", "jabber:iq:register")?.children.map(\.name) == ["remove"])
        await client.receive("<iq type='result' id='\(request["id"] ?? "")'/>")
        await client.receive(
            "<stream:error><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
                + "</stream:stream>")
        try await client.shows("example.org has removed alice@example.org, with everything it kept of it.")
        try await client.shows("Removed alice@example.org from this profile")
        let line = try await client.front.wait(for: "Searched ")
        #expect(line.hasSuffix("pieces of it (address, messages, keys): found 0."))
        try await client.shows("forget alice@example.org")
        #expect(try await client.profile.accounts().isEmpty)
        #expect(!client.front.lines.contains { $0.contains("failed") })
        await client.client.stop()
    }

    @Test("Nothing is removed without a yes, or with a wrong one", arguments: ["", "bob@example.org"])
    func unconfirmed(answer: String) async throws {
        let client = try await ScriptedClient()
        if !answer.isEmpty { client.front.reply(answer) }
        client.type("/account remove alice@example.org --server")
        try await client.shows("error: Nothing was removed")
        #expect(try await client.profile.accounts().count == 1)
        try await client.finish()
    }

    @Test("A server that refuses keeps the account, and so does the profile")
    func refused() async throws {
        let client = try await ScriptedClient()
        client.type("/account remove alice@example.org --server --yes")
        let request = try await client.server.next()
        await client.receive(
            "<iq type='error' id='\(request["id"] ?? "")'><error type='cancel'>"
                + "<not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
        try await client.shows("error: Nothing was removed: example.org lets nobody remove an account this way")
        #expect(try await client.profile.accounts().count == 1)
        try await client.finish()
    }
}
