@testable import GrapnelClient
@testable import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

/// The promise of library evolution: the binary of a plugin outlives fields and requirements that the kit gains.
@Suite("A plugin that was built against the first kit")
struct OlderKitTests {
    @Test("The first kit lacks the field and the requirement that this one has")
    func interfaces() throws {
        let (first, current) = (
            try PluginFixture.interface(of: .frozen("0.1.0")), try PluginFixture.interface(of: .current)
        )
        let query = "public struct CompletionQuery : Swift.Sendable {\n"
        let report = "func report() async -> [Swift.String]"
        #expect(first.contains(query + "  public let prefix: Swift.String\n"))
        #expect(current.contains(query + "  public let words: [Swift.String]\n"))
        #expect(!first.contains(report))
        #expect(current.contains(report))
        #expect(GrapnelKitVersion.current != "0.1.0")
    }

    @Test("It takes part in everything, as one of this kit does", arguments: [true, false])
    func takesPart(isFirst: Bool) async throws {
        let folder = try PluginFolder()
        let fixture = try await isFirst ? Compiled.first : Compiled.current
        try folder.install("everything", library: fixture.library)
        let client = try await ScriptedClient(path: folder.searchPath)
        let before = client.client.ledger.census()["everything"]

        // A filter takes a struct by value and gives another one back; the core stores and shows what it gave.
        await client.receive("<message from='bob@example.org/x' type='chat' id='m1'><body>Hello</body></message>")
        try await client.shows("from bob@example.org bob@example.org!: Hello")

        // A handler reads a payload and answers with one.
        await client.receive(
            "<iq type='get' id='q1' from='bob@example.org/x'><question xmlns='urn:grapnel:test'>Why?</question></iq>")
        try await client.expect(
            "<iq type='result' id='q1' to='bob@example.org/x'>"
                + "<answer xmlns='urn:grapnel:test'>Why? for alice@example.org by q1</answer></iq>")

        // A completer reads a struct that has grown in front of the fields that it knows.
        let bob = ConversationID(account: client.account.jid, peer: try JID("bob@example.org"))
        let query = CompletionQuery(prefix: "r", conversation: bob, words: ["a", "b"], account: client.account.jid)
        #expect(await client.client.completers.candidates(.nick, query) == ["ray", "rob"])

        // A command builds a message and prints what the plugin has kept inside values of its own.
        client.type("/everything bob@example.org")
        try await client.expect(
            "<message to='bob@example.org' type='chat' id='*'><answer xmlns='urn:grapnel:test'>42</answer></message>")
        try await client.shows("1 0 message alice@example.org contact(bob@example.org/x) Hello ")
        try await client.shows(" bob@example.org direct incoming bob@example.org false")
        try await client.shows("2 0 entry 1 bob@example.org bob@example.org! Hello m1 received false")
        try await client.shows("3 0 query r bob@example.org size \(MemoryLayout<CompletionQuery>.size)")

        // A requirement that came later is the kit's own for the older plugin.
        client.type("/plugin info everything")
        try await client.shows("handler get question urn:grapnel:test")
        #expect(client.front.lines.contains("There is nothing to complain about.") != isFirst)

        client.type("/plugin disable everything")
        try await client.shows("The plugin everything is disabled; nothing of it is left registered.")
        #expect(client.client.ledger.census()["everything"] == nil)
        client.type("/plugin enable everything")
        try await client.shows("The plugin everything is active.")
        #expect(client.client.ledger.census()["everything"] == before)
        try await client.finish()
    }
}
