import GrapnelKit
import Testing

/// Sizes: 1 to 1023 octets a part after preparation, and no work at all above 3071.
@Suite struct JIDLimitTests {
    /// A domain of `count` octets, in labels of at most 63.
    private func domain(_ count: Int) -> String {
        var text = ""
        while text.utf8.count < count { text += text.utf8.count % 2 == 0 ? "a" : "." }
        return text.hasSuffix(".") ? text.dropLast() + "a" : text
    }

    @Test func partsOf1023OctetsFit() throws {
        let part = String(repeating: "x", count: 1023)
        #expect(try JID("\(part)@example.com/\(part)").description.utf8.count == 1023 * 2 + 13)
        #expect(try JID(local: part, domain: "example.com", resource: part).local == part)
        let longest = "\(part)@\(domain(1023))/\(part)"
        #expect(longest.utf8.count == JID.maximumLength)
        #expect(try JID(longest).description == longest)
    }

    @Test(arguments: ["x", "\u{E9}"])
    func partsOf1024OctetsDoNot(character: String) {
        let part = String(repeating: character, count: 1024 / character.utf8.count)
        for text in ["\(part)@example.com", "example.com/\(part)"] {
            #expect(throws: JIDError.self, "\(character)") { try JID(text) }
        }
        #expect(throws: JIDError.self) { try JID(domain(1025)) }
    }

    @Test func theLimitCountsThePreparedPart() throws {
        // Three octets each as typed, one each when prepared.
        let wide = String(repeating: "\u{FF41}", count: 1000)
        #expect(try JID("\(wide)@example.com").local == String(repeating: "a", count: 1000))
        // Two octets as typed, three when prepared: U+023A becomes U+2C65.
        let growing = String(repeating: "\u{23A}", count: 400)
        let error = #expect(throws: JIDError.self) { try JID("\(growing)@example.com") }
        #expect(error?.condition == .tooLong)
    }

    @Test(arguments: [3072, 1 << 20])
    func longTextIsRefusedUnread(count: Int) {
        for character in ["a", "@", "/", ".", "\0", "\u{301}", "\u{1F468}"] {
            let text = String(repeating: character, count: count)
            let error = #expect(throws: JIDError.self) { try JID(text) }
            #expect(error?.condition == .tooLong)
            #expect((error?.description.utf8.count ?? 0) < 200)
            #expect(throws: JIDError.self) { try JID(local: text, domain: "example.com") }
            #expect(throws: JIDError.self) { try JID(domain: text) }
            #expect(throws: JIDError.self) { try JID(domain: "example.com", resource: text) }
        }
    }

    @Test func labelsHaveAtMost63Octets() throws {
        let label = String(repeating: "a", count: 63)
        #expect(try JID("\(label).example").domain == "\(label).example")
        let error = #expect(throws: JIDError.self) { try JID("a\(label).example") }
        #expect(error?.condition == .tooLong)
        // Under 63 octets of UTF-8, over 63 as an A-label.
        let umlauts = (0..<30).map { $0 % 2 == 0 ? "\u{FC}" : "\u{4E00}" }.joined() + String(repeating: "z", count: 30)
        #expect(throws: JIDError.self) { try JID("\(umlauts).example") }
    }

    @Test func anErrorQuotesLittleAndNothingUnprintable() {
        let text = "\u{1B}[31m\u{202E}" + String(repeating: "a b", count: 900) + "@example.com"
        let error = #expect(throws: JIDError.self) { try JID(text) }
        let sentence = error?.description ?? ""
        #expect(sentence.utf8.count < 400)
        #expect(!sentence.unicodeScalars.contains { $0.properties.generalCategory == .control || $0 == "\u{202E}" })
        #expect(sentence.contains("<U+1B>"))
    }

    @Test(arguments: [
        ("bob@", "'bob@' has no domain part; write it as name@server."),
        ("@example.com", "'@example.com' has nothing before the '@'; write it as name@server or server."),
        ("bob@example.com/", "'bob@example.com/' has nothing after the '/'; leave the '/' out or add a resource."),
        ("", "An address cannot be empty; write it as name@server."),
        ("a b@example.com", "The local part 'a b' contains U+0020 (SPACE), which is not allowed there."),
        ("bob@exa_mple.com", "The domain 'exa_mple.com' contains U+005F (LOW LINE), which is not allowed there."),
    ])
    func sentences(text: String, sentence: String) {
        let error = #expect(throws: JIDError.self) { try JID(text) }
        #expect(error?.description == sentence)
    }
}
