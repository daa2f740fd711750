import Testing

@testable import REPL

@Suite("Text of others on a screen")
struct RemoteTextTests {
    @Test(
        "A body shows controls as escapes and keeps what people write",
        arguments: [
            ("\u{1B}]0;owned\u{7}", #"\x1b]0;owned\x07"#),
            ("\u{9B}5n away", #"\x9b5n away"#),
            ("\r[10:00] alice: I confirm the payment", #"\r[10:00] alice: I confirm the payment"#),
            ("a\u{0}b\u{7F}c\u{85}d", #"a\x00b\x7fc\x85d"#),
            ("one\u{2028}two\u{2029}three", #"one\u{2028}two\u{2029}three"#),
            ("\u{FFFE}x", "\u{FFFD}x"),
            ("%s%n%x %@ %1$s {0} \\(x)", "%s%n%x %@ %1$s {0} \\(x)"),
            ("a\tb", "a   b"),
            ("👨‍👩‍👧 ❤️ é ß 漢字", "👨‍👩‍👧 ❤️ é ß 漢字"),
            ("\u{301}x", " \u{301}x"),
            ("", ""),
        ])
    func body(text: String, shown: String) {
        #expect(RemoteText(text, use: .body).rows.map(\.text) == [shown])
    }

    @Test("Line breaks divide a body and nothing else")
    func rows() {
        #expect(RemoteText("a\nb\r\nc\rd", use: .body).rows.map(\.text) == ["a", "b", #"c\rd"#])
        #expect(RemoteText("a\nb", use: .name).rows.map(\.text) == [#"a\nb"#])
        #expect(RemoteText("a\nb", use: .own).rows.map(\.text) == [#"a\nb"#])
    }

    @Test(
        "A name shows what cannot be seen",
        arguments: [
            ("ok\u{200B}\u{E0041}\u{FEFF}\u{AD}", #"ok\u{200b}\u{e0041}\u{feff}\xad"#),
            ("a\u{A0}b\u{3000}c", #"a\xa0b\u{3000}c"#),
            ("\u{202E}evil", #"\u{202e}evil"#),
            ("Password:\t", #"Password:\t"#),
            ("नमस्‍ते", "नमस्‍ते"),
        ])
    func name(text: String, shown: String) {
        #expect(RemoteText(text, use: .name).rows.map(\.text) == [shown])
    }

    @Test("Explicit bidirectional controls are gone, and what is written from right to left is isolated")
    func bidirectional() {
        let trick = RemoteText("\u{202E}\u{2066}evil\u{2069} txet", use: .body).rows
        #expect(trick == [.init(text: "evil txet", isIsolated: true)])
        #expect(RemoteText("שלום\nhello", use: .body).rows.map(\.isIsolated) == [true, false])
        let line: Line = "09:30 \("דוד"): \(body: "שלום\u{202E}!")"
        #expect(
            LineLayout(columns: nil, isColoured: false).rows(of: line)
                == ["09:30 \u{2068}דוד\u{2069}: \u{2068}שלום!\u{2069}"])
    }

    @Test("Marks and characters without width are capped")
    func marks() {
        let zalgo = RemoteText("a" + String(repeating: "\u{301}", count: 20_000) + "b", use: .body).rows[0].text
        #expect(zalgo.unicodeScalars.count == 1 + RemoteText.marksPerBase + 1)
        let invisible = RemoteText("ok" + String(repeating: "\u{200B}", count: 300), use: .body).rows[0].text
        #expect(invisible.unicodeScalars.count == 2 + RemoteText.marksPerBase)
    }

    @Test("What is longer than the bound is cut with a mark that says so")
    func bounds() {
        let family = RemoteText(String(repeating: "👨‍👩‍", count: 200_000), use: .body).rows
        #expect(family.count == 1)
        #expect(family[0].text.hasSuffix("[…cut here]"))
        #expect(family[0].text.unicodeScalars.count <= RemoteText.Use.body.bound + 20)
        let rows = RemoteText(String(repeating: "\n", count: 5_000), use: .body).rows
        #expect(rows.count == RemoteText.mostRows)
        #expect(rows.last?.text == " […cut here]")
        let name = RemoteText(String(repeating: "n", count: 5_000), use: .name).rows[0].text
        #expect(name.count == 301 && name.hasSuffix("…"))
        let hidden = RemoteText(String(repeating: "\u{200B}", count: 1_000_000) + "x", use: .body).rows[0].text
        #expect(hidden.hasSuffix("[…cut here]"))
    }

    @Test("No character of Unicode leaves the filter as a control", arguments: [RemoteText.Use.body, .name, .own])
    func everyCharacter(use: RemoteText.Use) {
        for value in UInt32(0)...0x10FFFF where value != 0x0A {
            guard let scalar = Unicode.Scalar(value), CharacterClass(scalar) != .visible else { continue }
            let shown = RemoteText("a\(Character(scalar))b", use: use).rows.map(\.text).joined()
            if value >= 0x20, value < 0x7F { continue }
            for part in shown.unicodeScalars where CharacterClass(part) == .control { Issue.record("U+\(value)") }
            for part in shown.unicodeScalars where CharacterClass(part) == .bidirectionalControl {
                Issue.record("U+\(value)")
            }
        }
    }
}
