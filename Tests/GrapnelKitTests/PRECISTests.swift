import Testing

@testable import GrapnelKit

/// The profiles of RFC 8265 and the classes of RFC 8264 below them.
@Suite struct PRECISTests {
    @Test(arguments: [
        // RFC 8265, section 3.5.
        ("juliet@example.com", "juliet@example.com"),
        ("fussball", "fussball"),
        ("fu\u{DF}ball", "fu\u{DF}ball"),
        ("\u{3C0}", "\u{3C0}"),
        ("\u{3A3}", "\u{3C3}"),
        ("\u{3C3}", "\u{3C3}"),
        ("\u{3C2}", "\u{3C2}"),
        // Case: each code point for itself, whatever its place in a word and whatever the locale.
        ("ODYSSEY", "odyssey"),
        ("\u{39F}\u{394}\u{39F}\u{3A3}", "\u{3BF}\u{3B4}\u{3BF}\u{3C3}"),
        ("STRASSE", "strasse"),
        ("STRA\u{1E9E}E", "stra\u{DF}e"),
        ("\u{130}I\u{131}", "i\u{307}i\u{131}"),
        ("\u{13A0}", "\u{AB70}"),
        ("\u{10400}", "\u{10428}"),
        // Widths.
        ("\u{FF27}\u{FF52}\u{FF21}\u{FF50}", "grap"),
        ("\u{FF76}\u{FF9E}", "\u{30AB}\u{3099}".precomposed),
        // Marks, also in the wrong order.
        ("e\u{301}", "\u{E9}"),
        ("a\u{323}\u{302}", "\u{1EAD}"),
        ("a\u{302}\u{323}", "\u{1EAD}"),
        ("\u{212B}", "\u{E5}"),
        ("\u{1106}\u{116B}", "\u{BAE0}"),
        ("\u{3007}", "\u{3007}"),
    ])
    func userNames(input: String, output: String) throws {
        let prepared = try PRECISProfile.usernameCaseMapped.enforce(input)
        #expect(Array(prepared.unicodeScalars) == Array(output.unicodeScalars))
    }

    @Test(arguments: [
        ("", PreparationError.Condition.empty),
        ("foo bar", .disallowed),
        ("henry\u{2163}", .disallowed),
        ("\u{221E}", .disallowed),
        ("\u{1F600}", .disallowed),
        ("\u{FB01}", .disallowed),
        ("\u{1C5}", .disallowed),
        ("\u{A0}", .disallowed),
        ("\u{3000}", .disallowed),
        ("a\u{AD}b", .disallowed),
        ("\u{1100}", .disallowed),
        ("\u{640}", .disallowed),
        ("a\u{FE0F}", .disallowed),
        ("\u{E0041}", .disallowed),
        ("\u{FFFF}", .disallowed),
        ("\u{10FFFF}", .disallowed),
        ("\u{378}", .unassigned),
        ("\u{E0080}", .unassigned),
    ])
    func refusedUserNames(input: String, condition: PreparationError.Condition) {
        let error = #expect(throws: PreparationError.self) { try PRECISProfile.usernameCaseMapped.enforce(input) }
        #expect(error?.condition == condition)
    }

    @Test(arguments: [
        // RFC 8265, section 4.3.
        ("correct horse battery staple", "correct horse battery staple"),
        ("Correct Horse Battery Staple", "Correct Horse Battery Staple"),
        ("\u{3C0}\u{DF}\u{E5}", "\u{3C0}\u{DF}\u{E5}"),
        ("Jack of \u{2666}s", "Jack of \u{2666}s"),
        ("foo\u{1680}bar", "foo bar"),
        // Spaces become one kind but keep their number; widths and compatibility forms stay.
        ("a\u{A0}\u{3000}b ", "a  b "),
        ("\u{FF21}\u{FB01}\u{2163}", "\u{FF21}\u{FB01}\u{2163}"),
        ("e\u{301}", "\u{E9}"),
        ("\u{1F600}", "\u{1F600}"),
        ("\u{5D0}a\u{5D1}", "\u{5D0}a\u{5D1}"),
    ])
    func opaqueStrings(input: String, output: String) throws {
        let prepared = try PRECISProfile.opaqueString.enforce(input)
        #expect(Array(prepared.unicodeScalars) == Array(output.unicodeScalars))
    }

    @Test(arguments: [
        "", "my cat is a \tby", "a\u{7F}", "a\u{85}", "\u{200B}", "\u{2066}x", "\u{FEFF}", "\u{E000}", "\u{378}",
    ])
    func refusedOpaqueStrings(input: String) {
        #expect(throws: PreparationError.self) { try PRECISProfile.opaqueString.enforce(input) }
    }

    /// Skin tones are symbols, but the joiner that makes one picture of several has no virama to lean on.
    @Test func emojiInOpaqueStrings() throws {
        #expect(try PRECISProfile.opaqueString.enforce("\u{1F44D}\u{1F3FD}") == "\u{1F44D}\u{1F3FD}")
        let error = #expect(throws: PreparationError.self) {
            try PRECISProfile.opaqueString.enforce("\u{1F468}\u{200D}\u{1F4BB}")
        }
        #expect(error?.condition == .context)
    }
}

extension String {
    /// The normalization form C of the test's own literal.
    fileprivate var precomposed: String {
        Array(unicodeScalars).normalized(.nfc)?.text ?? self
    }
}
