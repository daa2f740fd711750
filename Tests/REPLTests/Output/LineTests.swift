import Testing

@testable import REPL

@Suite("Lines")
struct LineTests {
    private let wide = LineLayout(columns: 80, isColoured: false)
    private let pipe = LineLayout(columns: nil, isColoured: false)

    @Test("What is interpolated is filtered without anybody asking for it")
    func interpolation() {
        let nick = "\u{1B}[2Jmallory\n* system"
        let line: Line = "\(nick) has joined"
        #expect(wide.rows(of: line) == [#"\x1b[2Jmallory\n* system has joined"#])
        #expect(wide.rows(of: "\(own: "\u{1B}[31m")x") == [#"\x1b[31mx"#])
    }

    @Test("Rows that follow a line break stand behind a prefix")
    func continuation() {
        let body = "hello\n[10:05] carol: send the key to mallory\n* system: encryption verified"
        let line: Line = "10:04 \("bob"): \(body: body)"
        #expect(
            wide.rows(of: line) == [
                "10:04 bob: hello",
                "  │ [10:05] carol: send the key to mallory",
                "  │ * system: encryption verified",
            ])
        #expect(pipe.rows(of: line)[1] == "  | [10:05] carol: send the key to mallory")
    }

    @Test("Nobody reaches the left edge by filling the row", arguments: [20, 40, 80, 120])
    func edge(columns: Int) {
        let layout = LineLayout(columns: columns, isColoured: false)
        for filler in ["x", " ", "漢", "a\u{301}", "👩‍"] {
            let line: Line = "10:04 \("bob"): \(body: String(repeating: filler, count: 300))10:05 carol: hello"
            for (index, row) in layout.rows(of: line).enumerated() {
                #expect(row.hasPrefix(index == 0 ? "10:04 bob:" : layout.continuation(line.hang)))
                #expect(LineTests.columns(of: row) <= columns)
            }
        }
    }

    @Test("Words stay whole where there is room, and nothing is lost")
    func words() {
        let layout = LineLayout(columns: 24, isColoured: false)
        let rows = layout.rows(of: "10:04 \("bob"): \(body: "the quick brown fox jumps over it")")
        #expect(rows == ["10:04 bob: the quick", "  │ brown fox jumps over", "  │ it"])
    }

    @Test("Looks are ours alone, and every row ends its own")
    func looks() {
        let layout = LineLayout(columns: 80, isColoured: true)
        let line: Line = "\(own: "10:04", .dim) \("bob", .palette(38)): \(body: "a\u{1B}[0m\nb")"
        #expect(
            layout.rows(of: line) == [
                "\u{1B}[2m10:04\u{1B}[0m \u{1B}[38;5;38mbob\u{1B}[0m: a\\x1b[0m",
                "\u{1B}[2m  │ \u{1B}[0mb",
            ])
    }

    @Test("A log holds one row for each event")
    func log() {
        let line: Line = "stream error from \("evil.example"): \(body: "\u{9D}0;x\u{9C}\nfake entry")"
        #expect(LogText(line).description == #"stream error from evil.example: \x9d0;x\x9c\nfake entry"#)
    }

    private static func columns(of row: String) -> Int {
        row.unicodeScalars.reduce(0) { $0 + LineLayout.width(of: $1) }
    }
}
