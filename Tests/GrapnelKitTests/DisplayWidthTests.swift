import GrapnelKit
import Testing

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0),
        ("grapnel", 7),
        ("b\u{FC}cher", 6),
        ("e\u{301}", 1),
        ("\u{4F8B}\u{3048}", 4),
        ("\u{FF21}", 2),
        ("\u{FF71}", 1),
        ("\u{AC00}", 2),
        ("\u{5D0}\u{5B0}", 1),
        ("\u{200B}\u{200D}", 0),
        ("\u{1F600}", 2),
        // Ambiguous in East Asia, narrow on a UTF-8 terminal.
        ("\u{2666}\u{3B1}\u{2026}", 3),
        // Controls and NUL have no width, and end nothing.
        ("a\tb\0c\u{1B}", 3),
    ])
    func columns(text: String, columns: Int) {
        #expect(DisplayWidth.columns(of: text) == columns)
    }

    @Test func longTextIsSummed() {
        #expect(DisplayWidth.columns(of: String(repeating: "\u{4E00}", count: 100_000)) == 200_000)
    }
}
