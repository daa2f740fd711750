@testable import GrapnelKit
import Testing

@testable import REPL

@Suite("Help, search and secrets")
struct CommandTextTests {
    private let commands = [
        Command(
            "roster", "your contacts", area: "contacts", examples: ["/roster add bob@example.org Bob"],
            forms: [.init("", "list them") { _ in }, .init("add <jid> [<name...>]", "add one") { _ in }]),
        Command(
            "join", "enter a room", area: "rooms", forms: [.init("<room> [<nick>] [<password>]", "enter") { _ in }]),
        Command(
            "account", "accounts", area: "accounts",
            forms: [
                .init("list", "list them") { _ in },
                .init("add <jid> [--password <password>] [--password-command <command>]", "add one") { _ in },
            ]),
    ]

    private var help: HelpText { HelpText { [commands] in commands } }

    @Test("The overview has every command below its area")
    func overview() throws {
        let lines = try help.lines(about: "")
        #expect(
            lines.dropLast() == [
                "accounts", "  /account  accounts", "contacts", "  /roster  your contacts", "rooms",
                "  /join  enter a room",
            ])
    }

    @Test(
        "A command has a page, an area has a list, and anything else a sentence",
        arguments: ["roster", "/roster", "roster add"])
    func pages(subject: String) throws {
        #expect(
            try help.lines(about: subject) == [
                "/roster: your contacts", "/roster", "    list them", "/roster add <jid> [<name...>]", "    add one",
                "For example:", "    /roster add bob@example.org Bob",
            ])
        #expect(try help.lines(about: "rooms") == ["/join  enter a room"])
        #expect(throws: CommandError.self) { try help.lines(about: "nothing") }
    }

    @Test("A conversation is found by name or by the word before the @")
    func search() throws {
        let account = try JID("alice@example.org")
        func candidate(_ jid: String, _ name: String?) throws -> ConversationSearch.Candidate {
            .init(id: ConversationID(account: account, peer: try JID(jid)), kind: .direct, name: name)
        }
        let search = ConversationSearch([
            try candidate("bob@example.org", nil), try candidate("bob@example.org", "Robert"),
            try candidate("bobby@example.org", "Bob B."), try candidate("room@conference.example.org", nil),
        ])
        func found(_ text: String) -> [String] { search.matches(for: text).map { "\($0.id.peer)" } }
        #expect(found("bob") == ["bob@example.org"], "a whole word before its beginning")
        #expect(found("ROBERT") == ["bob@example.org"])
        #expect(found("bo") == ["bob@example.org", "bobby@example.org"])
        #expect(found("bob b.") == ["bobby@example.org"])
        #expect(found("roo") == ["room@conference.example.org"])
        #expect(found("mallory").isEmpty)
    }

    @Test(
        "Lines that hold a secret are known",
        arguments: [
            ("/join room@example.org alice hunter2", true),
            ("/join room@example.org alice", false),
            ("/account set alice@example.org proxy socks5://ann:hunter2@127.0.0.1:9050", true),
            ("/account set alice@example.org proxy socks5://127.0.0.1:9050", false),
            ("/account add alice@example.org --password hunter2", true),
            ("/account add alice@example.org --password-command 'pass show x'", false),
            ("/nothing --token abc", true),
            ("/roster add bob@example.org password", false),
            ("my password is hunter2", false),
        ])
    func secrets(line: String, holdsOne: Bool) {
        let words = SecretWords { name in commands.first { $0.name == name } }
        #expect(words.areIn(line) == holdsOne)
    }

    @Test("The answer to a form is a secret where its field is called one")
    func answers() {
        let words = SecretWords { _ in nil }
        #expect(words.areIn("/account register a@example.org email=x password=hunter2"))
        #expect(words.areIn("/room configure Secret=x"))
        #expect(!words.areIn("/account register a@example.org email=password"))
    }
}
