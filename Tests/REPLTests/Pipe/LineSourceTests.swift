import Testing

@testable import REPL

@Suite("Lines of a pipe")
struct LineSourceTests {
    private func lines(_ chunks: [[UInt8]]) -> [String] {
        var splitter = LineSplitter()
        var items: [LineSource.Item] = []
        for chunk in chunks { items += splitter.take(chunk[...], isEnd: false) }
        items += splitter.take([], isEnd: true)
        return items.map { item in
            switch item.text {
            case .success(let text): "\(item.number) \(text)"
            case .failure(let error): "\(item.number) ! \(error)"
            }
        }
    }

    @Test("However the bytes are cut, the lines are the same", arguments: [1, 2, 3, 7, 1000])
    func cuts(size: Int) {
        let bytes = Array("one\ngrüße\r\n\nlast 漢".utf8)
        let chunks = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
        #expect(lines(chunks) == ["1 one", "2 grüße", "3 ", "4 last 漢"])
    }

    @Test("A line that cannot be used is refused alone")
    func refused() {
        let long = [UInt8](repeating: 0x61, count: LineSource.bound + 1)
        let found = lines([Array("a\n".utf8), [0xFF, 0xFE, 0x0A], long, [0x0A], Array("b".utf8)])
        #expect(found.count == 4)
        #expect(found[0] == "1 a" && found[3] == "4 b")
        #expect(found[1].contains("not UTF-8") && found[2].contains("longer than 256 KiB"))
    }

    @Test("Texts that are waited for are found as they stand or as expressions")
    func expectations() {
        let expectations = Expectations(["hello (", "bob.*: \\d+", "never"])
        expectations.see("< bob@example.org: hello (there)")
        #expect(expectations.missing == ["bob.*: \\d+", "never"])
        expectations.see("< bob@example.org: 42")
        #expect(expectations.missing == ["never"])
    }
}
