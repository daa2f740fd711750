import GrapnelKit
import Testing

@Suite("XMLStreamParser: limits")
struct XMLLimitsTests {
    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test("Depth: 128 levels pass, the 129th does not")
    func depth() {
        #expect(XMLTranscript.inStream(repeated("<a>", 128) + repeated("</a>", 128)).stanzas.count == 1)
        #expect(XMLTranscript.inStream(repeated("<a>", 129)).condition == "policy-violation")
        #expect(XMLTranscript.inStream(repeated("<a>", 100_000)).condition == "policy-violation")
    }

    @Test("Attributes: 256 pass, 257 do not")
    func attributes() {
        func element(_ count: Int) -> String { "<a\((0..<count).map { " a\($0)=''" }.joined())/>" }
        #expect(XMLTranscript.inStream(element(256)).condition == nil)
        #expect(XMLTranscript.inStream(element(257)).condition == "policy-violation")
    }

    @Test("Elements: 10,000 in a stanza pass, one more does not, and each stanza counts anew")
    func elements() {
        let full = "<a>" + repeated("<b/>", 9_999) + "</a>"
        #expect(XMLTranscript.inStream(full + full).stanzas.count == 2)
        #expect(XMLTranscript.inStream("<a>" + repeated("<b/>", 10_000) + "</a>").condition == "policy-violation")
    }

    @Test("Bytes: a stanza of exactly the limit passes, one more does not", arguments: [1, 7, 1_000, 1_000_000])
    func bytes(cut: Int) {
        var limits = XMLLimits()
        limits.stanzaBytes = 1_000
        func stream(_ length: Int) -> [UInt8] {
            let stanza = "<a>" + repeated("x", length - 7) + "</a>"
            return Array((XMLTranscript.header + " " + stanza + stanza).utf8)
        }
        #expect(XMLTranscript(stream(1_000), limits: limits) { cut }.stanzas.count == 2)
        let refused = XMLTranscript(stream(1_001), limits: limits) { cut }
        #expect(refused.condition == "policy-violation")
        #expect(refused.stanzas.isEmpty)
    }

    @Test("64 MB of text are cut off at the limit, not buffered")
    func endlessText() throws {
        let parser = XMLStreamParser()
        try parser.feed(Array((XMLTranscript.header + "<message><body>").utf8)) { _ in }
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 65_536)
        var taken = 0
        #expect(throws: XMLError.self) {
            for _ in 0..<1_024 {
                try parser.feed(piece) { _ in }
                taken += piece.count
            }
        }
        #expect(taken <= 2_097_152)
    }

    @Test(
        "Markup that does not end is cut off at its limit",
        arguments: ["<a b='", "<a ", "<", "</", "<!--", "<?x ", "<a>&", "<a xmlns:b='", "<a><![CDATA["],
        [1_000, 70_000])
    func endlessMarkup(start: String, length: Int) throws {
        var limits = XMLLimits()
        limits.stanzaBytes = 300_000
        let parser = XMLStreamParser(limits: limits)
        try parser.feed(Array(XMLTranscript.header.utf8)) { _ in }
        var taken = 0
        let error = #expect(throws: XMLError.self) {
            try parser.feed(Array(start.utf8)) { _ in }
            while taken < 10_000_000 {
                try parser.feed([UInt8](repeating: UInt8(ascii: "y"), count: length)) { _ in }
                taken += length
            }
        }
        #expect(taken <= 300_000)
        #expect(error?.condition == .policyViolation || start == "<a " || start == "</" || start == "<")
    }

    @Test("An endless header is cut off")
    func endlessHeader() throws {
        let parser = XMLStreamParser()
        let error = #expect(throws: XMLError.self) {
            try parser.feed(Array("<stream x='".utf8)) { _ in }
            for _ in 0..<1_000 { try parser.feed([UInt8](repeating: 0x61, count: 1_000)) { _ in } }
        }
        #expect(error?.condition == .policyViolation)
    }

    @Test("A tag of the limit's length passes, a longer one does not", arguments: [1, 1_000, 1_000_000])
    func tagLength(cut: Int) {
        func stream(_ length: Int) -> [UInt8] {
            Array((XMLTranscript.header + "<a b='" + repeated("x", length - 9) + "'/>").utf8)
        }
        #expect(XMLTranscript(stream(65_536)) { cut }.stanzas.count == 1)
        #expect(XMLTranscript(stream(65_540)) { cut }.condition == "policy-violation")
    }

    @Test("White space between stanzas is free")
    func keepAlive() {
        #expect(XMLTranscript.inStream(repeated(" \n", 2_000_000) + "<a/>").stanzas == ["<a/>"])
    }

    @Test("The parser's context is replaced unnoticed", arguments: [977, 16_384, 1_000_000])
    func rotation(cut: Int) {
        let header =
            "<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='jabber:client' xmlns:q='urn:&quot;&amp;&apos;&gt;'>"
        var text = header
        for number in 0..<30_000 {
            text += "<message id='\(number)'><n\(number) q:a\(number % 3_000)='1'/></message>\r\n"
        }
        text += "</s:stream>\r"
        let transcript = XMLTranscript(Array(text.utf8)) { cut }
        #expect(transcript.condition == nil)
        #expect(transcript.events.last == .closed)
        let stanzas = transcript.events.compactMap { event in
            if case .element(let element) = event { element } else { nil }
        }
        #expect(stanzas.map { $0["id"] ?? "" } == (0..<30_000).map(String.init))
        let isIntact = stanzas.enumerated().allSatisfy { number, stanza in
            stanza.first("n\(number)")?.attribute("a\(number % 3_000)", namespace: "urn:\"&'>") == "1"
        }
        #expect(isIntact)
    }

    @Test("More names in one stanza than the shared table holds")
    func manyNames() throws {
        let inner = (0..<9_000).map { "<e\($0) a\($0)='\($0)'/>" }.joined()
        let element = try XMLElement(parsing: "<list xmlns='urn:l'>\(inner)</list>")
        #expect(element.children.map(\.name) == (0..<9_000).map { "e\($0)" })
        #expect(element.first("e8999")?["a8999"] == "8999")
        #expect(try XMLElement(parsing: element.serialized()) == element)
    }
}
