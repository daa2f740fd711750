import GrapnelKit
import Testing

/// What RFC 7622, section 3.5, lists as addresses and as violations, and what follows from its sections 3.1 to 3.4.
@Suite struct JIDTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let text: String
        let local: String?
        let domain: String
        let resource: String?

        var testDescription: String { text }

        init(_ text: String, _ local: String?, _ domain: String, _ resource: String? = nil) {
            (self.text, self.local, self.domain, self.resource) = (text, local, domain, resource)
        }
    }

    @Test(arguments: [
        // Table 1 of the RFC.
        Row("juliet@example.com", "juliet", "example.com"),
        Row("juliet@example.com/foo", "juliet", "example.com", "foo"),
        Row("juliet@example.com/foo bar", "juliet", "example.com", "foo bar"),
        Row("juliet@example.com/foo@bar", "juliet", "example.com", "foo@bar"),
        Row("foo\\20bar@example.com", "foo\\20bar", "example.com"),
        Row("fussball@example.com", "fussball", "example.com"),
        Row("fu\u{DF}ball@example.com", "fu\u{DF}ball", "example.com"),
        Row("\u{3C0}@example.com", "\u{3C0}", "example.com"),
        Row("\u{3A3}@example.com/foo", "\u{3C3}", "example.com", "foo"),
        Row("\u{3C3}@example.com/foo", "\u{3C3}", "example.com", "foo"),
        Row("\u{3C2}@example.com/foo", "\u{3C2}", "example.com", "foo"),
        Row("king@example.com/\u{265A}", "king", "example.com", "\u{265A}"),
        Row("example.com", nil, "example.com"),
        Row("example.com/foobar", nil, "example.com", "foobar"),
        Row("a.example.com/b@example.net", nil, "a.example.com", "b@example.net"),
        // Erratum 4560 takes the leading space off table 2.
        Row("juliet@example.com/ foo", "juliet", "example.com", " foo"),
        // Case, separators and forms of a domain.
        Row("JULIET@Example.COM/Balcony", "juliet", "example.com", "Balcony"),
        Row("juliet@example.com/a/b/c@d", "juliet", "example.com", "a/b/c@d"),
        Row("example.com.", nil, "example.com"),
        Row("juliet@example.com./x", "juliet", "example.com", "x"),
        Row("localhost", nil, "localhost"),
        Row("juliet@127.0.0.1", "juliet", "127.0.0.1"),
        Row("juliet@[::1]/x", "juliet", "[::1]", "x"),
        Row("juliet@[2001:DB8:0:0:0:0:0:1]", "juliet", "[2001:db8::1]"),
        Row("#room%irc.example.net@gateway.example.com", "#room%irc.example.net", "gateway.example.com"),
    ])
    func accepts(row: Row) throws {
        let jid = try JID(row.text)
        #expect(jid.local == row.local)
        #expect(jid.domain == row.domain)
        #expect(jid.resource == row.resource)
        #expect(jid == (try JID(local: row.local, domain: row.domain, resource: row.resource)))
    }

    @Test(arguments: [
        // Table 2 of the RFC.
        ("\"juliet\"@example.com", JIDError.Condition.character),
        ("foo bar@example.com", .character),
        ("@example.com/", .empty),
        ("henry\u{2163}@example.com", .character),
        ("\u{265A}@example.com", .character),
        ("juliet@", .empty),
        ("/foobar", .empty),
        // Missing parts.
        ("", .empty),
        ("@", .empty),
        ("/", .empty),
        ("@example.com", .empty),
        ("example.com/", .empty),
        ("juliet@example.com/", .empty),
        ("juliet@/x", .empty),
        // Characters that a local part excludes, as typed and as fullwidth forms of the same.
        ("a&b@example.com", .character),
        ("a'b@example.com", .character),
        ("a:b@example.com", .character),
        ("a<b@example.com", .character),
        ("a>b@example.com", .character),
        ("a\u{FF20}b@example.com", .character),
        ("a\u{FF0F}b@example.com", .character),
        ("a\u{FF1A}b@example.com", .character),
        // Controls and separators.
        ("ju\0liet@example.com", .character),
        ("juliet@exa\0mple.com", .character),
        ("juliet@example.com/\0", .character),
        ("juliet@example.com/a\tb", .character),
        ("juliet@example.com/a\u{202E}b", .character),
        ("juliet@example.com/a\u{2028}b", .character),
        ("juliet@example.com/\u{E000}", .character),
        ("juliet@example.com/\u{FFFE}", .character),
        // Domains.
        ("a@b@example.com", .character),
        ("juliet@exa mple.com", .character),
        ("juliet@my_server", .character),
        ("juliet@example..com", .label),
        ("juliet@.example.com", .label),
        ("juliet@.", .empty),
        ("juliet@-example.com", .label),
        ("juliet@example-.com", .label),
        ("juliet@ab--cd.com", .label),
        ("juliet@[::1", .label),
        ("juliet@[example.com]", .label),
        ("juliet@[fe80::1%eth0]", .label),
    ])
    func refuses(text: String, condition: JIDError.Condition) {
        let error = #expect(throws: JIDError.self) { try JID(text) }
        #expect(error?.condition == condition, "\(error?.description ?? "accepted")")
    }

    @Test func bareAndResource() throws {
        let full = try JID("juliet@example.com/balcony")
        #expect(!full.isBare)
        #expect(full.bare.isBare)
        #expect(full.bare == (try JID("juliet@example.com")))
        #expect(full.bare.bare == full.bare)
        #expect(try full.withResource("chamber").description == "juliet@example.com/chamber")
        #expect(try full.bare.withResource("balcony") == full)
        #expect(try full.withResource(nil) == full.bare)
        #expect(try JID("example.com/x").bare.description == "example.com")
        #expect(throws: JIDError.self) { try full.withResource("") }
        #expect(throws: JIDError.self) { try full.withResource("a\u{7}") }
    }

    @Test func aResourceMayBeginWithACombiningMark() throws {
        let jid = try JID("example.com/\u{301}a")
        #expect(jid.resource == "\u{301}a")
        #expect(jid.bare.description == "example.com")
    }

    @Test func preparedSpellingsAreOneKey() throws {
        let spellings = [
            "Ren\u{E9}@b\u{FC}cher.example/x", "rene\u{301}@B\u{DC}CHER.example/x", "REN\u{C9}@xn--bcher-kva.EXAMPLE/x",
            "\u{FF32}en\u{E9}@b\u{FC}cher\u{3002}example/x", "ren\u{E9}@b\u{FC}cher.example./x",
        ]
        #expect(Set(try spellings.map { try JID($0) }).count == 1)
        #expect(try JID("juliet@example.com/a") != JID("juliet@example.com/A"))
    }

    @Test func sortsByItsText() throws {
        let texts = ["b@example.com", "a@example.net", "a@example.com/z", "a@example.com", "example.com"]
        let sorted = try texts.map { try JID($0) }.sorted().map(\.description)
        #expect(sorted == ["a@example.com", "a@example.com/z", "a@example.net", "b@example.com", "example.com"])
    }
}
