import Testing

@testable import GrapnelKit

/// The contextual rules of RFC 5892, appendix A, and the Bidi Rule of RFC 5893, section 2, in user names.
@Suite struct PRECISContextTests {
    @Test(arguments: [
        // A.1: after a virama, or between letters that join, with transparent ones in between.
        "\u{A4D}\u{200C}", "\u{62C}\u{200C}\u{627}", "\u{62C}\u{610}\u{200C}\u{610}\u{627}",
        "\u{62C}\u{610}\u{610}\u{200C}\u{627}",
        // A.2: after a virama.
        "\u{A4D}\u{200D}", "\u{915}\u{94D}\u{200D}\u{937}",
        // A.3 to A.6.
        "l\u{B7}l", "al\u{B7}la", "\u{375}\u{3B1}", "\u{5D0}\u{5F3}", "\u{5D0}\u{5F4}\u{5D1}",
        // A.7: anywhere in a text with Hiragana, Katakana or Han.
        "\u{30FB}\u{30AB}", "a\u{3042}b\u{30FB}c", "\u{4E00}\u{30FB}",
        // A.8 and A.9: one kind of digits.
        "\u{627}\u{660}\u{661}", "\u{627}\u{6F0}\u{6F1}",
    ])
    func inContext(name: String) throws {
        #expect(try PRECISProfile.usernameCaseMapped.enforce(name) == name)
    }

    @Test(arguments: [
        "\u{200C}", "a\u{200C}", "\u{200C}a", "a\u{200C}b", "\u{200C}\u{627}", "\u{62C}\u{200C}",
        "\u{62C}\u{610}\u{200C}\u{610}", "\u{A4D}\u{610}\u{200C}", "\u{627}\u{200C}\u{627}",
        "\u{200D}", "a\u{200D}", "\u{62C}\u{200D}\u{627}", "\u{A4D}a\u{200D}",
        "\u{B7}", "l\u{B7}", "\u{B7}l", "l\u{B7}a", "a\u{B7}l",
        "\u{375}", "\u{375}a", "\u{3B1}\u{375}", "\u{5F3}\u{5D0}", "a\u{5F3}", "\u{5F4}",
        "\u{30FB}", "abc\u{30FB}def", "\u{627}\u{660}\u{6F0}",
    ])
    func outOfContext(name: String) {
        let error = #expect(throws: PreparationError.self) { try PRECISProfile.usernameCaseMapped.enforce(name) }
        #expect(error?.condition == .context)
    }

    @Test func capitalsAreMappedBeforeTheContextIsJudged() throws {
        #expect(try PRECISProfile.usernameCaseMapped.enforce("PARAL\u{B7}LEL") == "paral\u{B7}lel")
    }

    @Test(arguments: [
        "\u{5D0}\u{5D1}\u{5D2}", "\u{5D0}1", "\u{627}\u{628}", "\u{627}\u{661}", "\u{5D0}\u{5B0}", "\u{5D0}-\u{5D1}",
        "\u{5D0}1\u{5B0}", "\u{710}\u{712}",
    ])
    func rightToLeftNames(name: String) throws {
        #expect(try PRECISProfile.usernameCaseMapped.enforce(name) == name)
    }

    @Test(arguments: [
        // Condition 1, a digit or a mark in front; 2, Latin inside; 3, a bad end; 4, both kinds of digits; 5, Hebrew
        // in a name that begins with Latin.
        "1\u{5D0}", "\u{5B0}\u{5D0}", "\u{5D0}a\u{5D1}", "\u{5D0}-", "\u{627}1\u{661}", "a\u{5D0}", "juliet\u{5D0}1",
    ])
    func mixedDirections(name: String) throws {
        let error = #expect(throws: PreparationError.self) { try PRECISProfile.usernameCaseMapped.enforce(name) }
        #expect(error?.condition == .direction)
        let address = #expect(throws: JIDError.self) { try JID("\(name)@example.com") }
        #expect(address?.condition == .direction)
        // A resource has no rule of direction.
        #expect(try JID("example.com/\(name)").resource == name)
    }
}
