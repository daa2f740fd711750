import GrapnelClient
import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@Suite("Commands on a scripted stream")
struct CommandTests {
    @Test(
        "A line that cannot be done says so in one sentence",
        arguments: [
            ("/omemo enable bob@example.org", "No plugin provides /omemo yet; /help lists the commands there are."),
            (
                "/sendfile bob@example.org a.txt",
                "No plugin provides /sendfile yet; /help lists the commands there are."
            ),
            ("/roser", "There is no command /roser; did you mean /roster?"),
            ("/msg", "That is not how /msg is used; it is: /msg <jid> [<text...>]"),
            ("/msg bob@ hello", "domain"),
            ("/account add example.org", "“example.org” is not the address of an account; write it as name@server."),
            ("/account add alice@example.org", "alice@example.org"),
            ("/account set alice@example.org port 70000", "“70000” is no port; give a number from 1 to 65535."),
            (
                "/connect carol@example.org",
                "There is no account carol@example.org; /account list shows those there are."
            ),
            ("/plugin enable nothing", "There is no plugin nothing; /plugin list shows those there are."),
            ("/workspace show Nowhere", "There is no workspace “Nowhere”; /workspace lists them."),
            ("/history", "Say whose history"),
        ])
    func refused(line: String, sentence: String) async throws {
        let client = try await ScriptedClient()
        client.type(line)
        let shown = try await client.front.wait(for: "error:")
        #expect(shown.contains(sentence))
        try await client.finish()
    }

    @Test("Workspaces hold conversations in order, across renaming and removal")
    func workspaces() async throws {
        let client = try await ScriptedClient()
        for line in [
            "workspace create Work", "workspace add Work bob@example.org",
            "workspace add Work carol@example.org --at 1",
            "workspace rename Work Day job",
        ] {
            try await client.client.execute(line, conversation: nil) { client.front.add($0) }
        }
        let workspace = try #require(try await client.profile.workspace("Day job"))
        #expect(workspace.conversations.map(\.peer.description) == ["carol@example.org", "bob@example.org"])
        try await client.client.execute("workspace delete \"Day job\"", conversation: nil) { _ in }
        #expect(try await client.profile.workspaces().isEmpty)
        #expect(try await client.profile.conversations().count == 2)
        try await client.finish()
    }

    @Test("Completion knows commands, their words, contacts and accounts")
    func completion() async throws {
        let client = try await ScriptedClient()
        #expect(await client.client.complete("ros", conversation: nil) == ["roster"])
        #expect(await client.client.complete("roster re", conversation: nil) == ["remove", "rename"])
        #expect(await client.client.complete("msg b", conversation: nil) == ["bob@example.org"])
        #expect(await client.client.complete("msg -a al", conversation: nil) == ["alice@example.org"])
        #expect(await client.client.complete("plugin info ", conversation: nil).isEmpty)
        try await client.finish()
    }

    @Test("The hooks in force are listed in their order, with their owner")
    func hooks() async throws {
        let client = try await ScriptedClient()
        client.type("/hooks")
        try await client.shows("notify: core.front")
        let steps = client.front.lines.filter { $0.contains(": core.") }.map { $0.prefix { $0 != "," } }
        #expect(
            steps.map { $0.drop { $0 == " " } } == [
                "validate: core.sender", "deduplicate: core.journal", "store: core.journal", "notify: core.front",
            ])
        try await client.finish()
    }
}
