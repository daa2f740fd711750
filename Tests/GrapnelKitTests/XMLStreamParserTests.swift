import GrapnelKit
import TestSupport
import Testing

@Suite("XMLStreamParser: events")
struct XMLStreamParserTests {
    @Test("Every input gives the same events however it is cut", arguments: XMLCorpus.documents.indices)
    func cuts(index: Int) {
        let (name, bytes) = XMLCorpus.documents[index]
        let whole = XMLTranscript(bytes)
        #expect(XMLTranscript(bytes) { 1 } == whole, "\(name), byte by byte")
        #expect(XMLTranscript(bytes) { 7 } == whole, "\(name), every 7 bytes")
        var random = SeededGenerator(seed: UInt64(index))
        for _ in 0..<20 {
            let cut = XMLTranscript(bytes) { Int.random(in: 1...40, using: &random) }
            #expect(cut == whole, "\(name), random")
        }
    }

    @Test("Each input ends as it should")
    func conditions() {
        let expected: [String: String] = [
            "text between": "bad-format",
            "comment": "restricted-xml", "comment inside": "restricted-xml", "instruction": "restricted-xml",
            "document type": "restricted-xml",
            "declared UTF-7": "unsupported-encoding", "declared Latin-1": "unsupported-encoding",
            "declared UTF-16": "unsupported-encoding", "declared nonsense": "unsupported-encoding",
            "UTF-16 with mark": "unsupported-encoding", "UTF-16 without mark": "unsupported-encoding",
        ]
        let broken: Set = [
            "entity", "entity in attribute", "undefined prefix", "undefined attribute prefix", "same attribute twice",
            "same attribute by two prefixes", "tags crossed", "second root", "control character",
            "control in attribute", "reference to control", "NUL", "second declaration", "reserved namespace",
            "empty prefix binding", "bare less-than", "CDATA end in text", "no name", "marked section",
            "bell before header", "UTF-8 mark", "overlong", "overlong in CDATA", "surrogate", "cut character", "U+FFFE",
        ]
        for (name, bytes) in XMLCorpus.documents {
            let transcript = XMLTranscript(bytes)
            let condition = expected[name] ?? (broken.contains(name) ? "not-well-formed" : nil)
            #expect(transcript.condition == condition, "\(name)")
            // Errors inside an open stream come after the header and the <a/> that precede them, and nothing else.
            if condition != nil, transcript.events.count > 1, name != "second root" {
                #expect(transcript.stanzas == ["<a/>"], "\(name)")
            }
        }
    }

    @Test("A session: header, stanzas, end; white space between stanzas is nothing")
    func session() throws {
        let transcript = XMLTranscript(XMLCorpus.documents[0].bytes)
        guard case .opened(let header)? = transcript.events.first else { return #expect(Bool(false)) }
        #expect(header.isNamed("stream", "http://etherx.jabber.org/streams"))
        #expect(header["id"] == "s1")
        #expect(header["xml:lang"] == "en")
        #expect(header.nodes.isEmpty)
        #expect(
            transcript.stanzas.dropFirst() == [
                "<message from='bob@example.org/x' type='chat'><body>Hey, are you around?</body></message>",
                "<presence/>", "<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>",
            ])
        #expect(transcript.events.last == .closed)
    }

    @Test(
        "Values arrive unescaped",
        arguments: [
            ("<a b='a&amp;b&lt;c&gt;d&apos;e&quot;f&#38;g&#x26;amp;'/>", "a&b<c>d'e\"f&g&amp;"),
            ("<a b='&#233;é&#10;\n'/>", "éé\n "),
            ("<a b='&amp;#38;'/>", "&#38;"),
            ("<a b=''/>", ""),
        ])
    func attributeValues(text: String, value: String) throws {
        #expect(try XMLElement(parsing: text)["b"] == value)
    }

    @Test("Text, references and CDATA become one run of text")
    func oneRun() throws {
        let element = try XMLElement(parsing: "<a>&lt;b&gt; &amp;amp; &#233; <![CDATA[<i>&x;]]>\r\n</a>")
        #expect(Array(element.nodes) == [.text("<b> &amp; é <i>&x;\n")])
    }

    @Test("A stream header inside a stanza is a child, and what is in it no stanza")
    func nestedStream() {
        let transcript = XMLTranscript(XMLCorpus.documents.first { $0.name == "nested stream" }?.bytes ?? [])
        #expect(transcript.stanzas.count == 1)
        #expect(transcript.condition == nil)
    }

    @Test("What was read equals what was built, and what is written is read again")
    func roundTrip() throws {
        let built = XMLElement("message", "jabber:client", ["to": "a&b", "xml:lang": "de"]) {
            XMLElement("body", "jabber:client", text: "1 < 2 ]]> \r\n\t' \" ü")
            XMLElement("x", "").setting("y", namespace: "urn:\"q'", to: "\t\n")
        }
        let read = try XMLElement(parsing: built.serialized())
        #expect(read == built)
        #expect(read.hashValue == built.hashValue)
        #expect(try XMLElement(parsing: read.serialized()) == built)
        let mixed = XMLElement("wrap", "urn:w") {
            read
            built
        }
        #expect(mixed.children.map(\.self) == [read, built])
        #expect(mixed == (try XMLElement(parsing: "\(mixed)")))
        #expect(read.setting("id", to: "1").appending(.element(built)).children.count == 3)
    }

    @Test(
        "XMLElement(parsing:) takes exactly one element",
        arguments: [
            "", " ", "text", "<a/><b/>", "<a/>text", "<a>", "</fragment>", "<a/></fragment><b>", "<a/></fragment>",
            "<?xml version='1.0'?><a/>", "<!DOCTYPE a><a/>", "<a/><!-- x -->", "<a", "<a></b>",
        ])
    func notOneElement(text: String) {
        #expect(throws: XMLError.self) { try XMLElement(parsing: text) }
    }

    @Test("After an error every call throws it again, until a reset")
    func errorStays() throws {
        let parser = XMLStreamParser()
        var events = 0
        var errors: [XMLError] = []
        for text in ["<s><a/><!-- x -->", "<b/>", ""] {
            do { try parser.feed(Array(text.utf8)) { _ in events += 1 } } catch { errors.append(error) }
        }
        #expect(errors.map(\.condition) == [.restrictedXML, .restrictedXML, .restrictedXML])
        #expect(Set(errors).count == 1)
        #expect(events == 2)
        parser.reset()
        try parser.feed(Array("<s><a/></s>".utf8)) { _ in events += 1 }
        #expect(events == 5)
    }

    @Test("A reset from within the closure drops what came behind")
    func resetWhileFeeding() throws {
        let parser = XMLStreamParser()
        var names: [String] = []
        var behind: [Int] = []
        let input = "<s><proceed/><message/>"
        try parser.feed(Array(input.utf8)) { event in
            guard case .element(let element) = event else { return }
            names.append(element.name)
            behind.append(parser.bytesAfterEvent)
            parser.reset()
        }
        #expect(names == ["proceed"])
        #expect(behind == ["<message/>".utf8.count])
        try parser.feed(Array("<s><other/>".utf8)) { event in
            if case .element(let element) = event { names.append(element.name) }
            behind.append(parser.bytesAfterEvent)
        }
        #expect(names == ["proceed", "other"])
        #expect(behind.last == 0)
    }

    @Test("Feeding from within the closure is refused, and the outer call goes on")
    func feedWhileFeeding() throws {
        let parser = XMLStreamParser()
        var inner: [XMLError.Condition] = []
        var events = 0
        try parser.feed(Array("<s><a/><b/></s>".utf8)) { _ in
            events += 1
            do throws(XMLError) { try parser.feed(Array("<x/>".utf8)) { _ in } } catch { inner.append(error.condition) }
        }
        #expect(events == 4)
        #expect(inner == Array(repeating: .undefinedCondition, count: 4))
    }

    @Test("Elements outlive the parser")
    func elementsOutliveParser() throws {
        var kept: [XMLElement] = []
        do {
            let parser = XMLStreamParser()
            try parser.feed(Array("<s xmlns='n'><a b='c'>text</a>".utf8)) { event in
                if case .element(let element) = event { kept.append(element) }
            }
        }
        #expect(kept.map { $0.serialized(within: "n") } == ["<a b='c'>text</a>"])
    }
}
