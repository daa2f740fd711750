import Testing

@testable import GrapnelKit

@Suite struct SASLprepTests {
    @Test(arguments: [
        // RFC 4013, section 3.
        ("I\u{AD}X", "IX"),
        ("user", "user"),
        ("USER", "USER"),
        ("\u{AA}", "a"),
        ("\u{2168}", "IX"),
        // Spaces, compatibility forms, right-to-left text, and what maps to nothing.
        ("a\u{A0}\u{3000}b", "a  b"),
        ("e\u{301}", "\u{E9}"),
        ("p\u{E4}ssword", "p\u{E4}ssword"),
        ("\u{627}1\u{628}", "\u{627}1\u{628}"),
        ("\u{AD}", ""),
        ("", ""),
    ])
    func prepares(input: String, output: String) throws {
        let prepared = try SASLprep.prepare(input)
        #expect(Array(prepared.unicodeScalars) == Array(output.unicodeScalars))
    }

    @Test(arguments: [
        ("\u{7}", PreparationError.Condition.disallowed),
        ("\u{627}\u{31}", .direction),
        ("\u{627}a\u{628}", .direction),
        ("pass\0word", .disallowed),
        ("a\u{7F}", .disallowed),
        ("a\u{200E}", .disallowed),
        ("\u{E000}", .disallowed),
        ("\u{FFFD}", .disallowed),
        ("\u{E0001}", .disallowed),
        // A stored string holds nothing that came after Unicode 3.2.
        ("\u{221}", .unassigned),
        ("\u{1F600}", .unassigned),
    ])
    func refuses(input: String, condition: PreparationError.Condition) {
        let error = #expect(throws: PreparationError.self) { try SASLprep.prepare(input) }
        #expect(error?.condition == condition, "\(error?.description ?? "accepted")")
    }

    @Test func isBounded() throws {
        #expect(try SASLprep.prepare(String(repeating: "a", count: 4096)).utf8.count == 4096)
        #expect(try SASLprep.prepare(String(repeating: "\u{E9}", count: 2048)).utf8.count == 4096)
        let error = #expect(throws: PreparationError.self) {
            try SASLprep.prepare(String(repeating: "\u{FDFA}", count: 1 << 20))
        }
        #expect(error?.condition == .tooLong)
    }
}
