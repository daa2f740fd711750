/// Values that look like those of real stanzas, the same for the same seed (SplitMix64).
struct CorpusRandom {
    private static let words = """
        the of and to in is you that it he was for on are as with his they at be this have from or one had by word but \
        not what all were we when your can said there use an each which she do how their if will up other about out \
        many then them these so some her would make like him into time has look two more write go see number way people \
        über straße naïve café 你好 привет 😀 👍 & <3 's "ok"
        """.split(separator: " ").map(String.init)
    private static let nicks = ["alice", "bob", "carol", "dave", "eve", "frank", "grace", "heidi", "ivan", "judy"]
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % UInt64(limit))
    }

    mutating func between(_ low: Int, _ high: Int) -> Int { low + below(high - low + 1) }

    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    mutating func pick(_ choices: [String]) -> String { choices[below(choices.count)] }

    mutating func device() -> Int { 1 + below(2_147_483_647) }

    mutating func nick() -> String { pick(Self.nicks) }

    mutating func bareJID() -> String {
        nick() + "\(below(200))@" + pick(["test.local", "example.org", "jabber.example.net"])
    }

    mutating func fullJID() -> String {
        bareJID() + "/" + pick(["Conversations.", "gajim.", "dino.", "profanity.", "phone-"]) + hex(3)
    }

    /// Mostly a handful of words, now and then a paragraph.
    mutating func sentence() -> String {
        let length = chance(85) ? between(1, 16) : between(16, 80)
        return (0..<length).map { _ in pick(Self.words) }.joined(separator: " ")
    }

    mutating func hex(_ bytes: Int) -> String {
        String(decoding: (0..<bytes * 2).map { _ in Array("0123456789abcdef".utf8)[below(16)] }, as: UTF8.self)
    }

    /// As many characters as the Base64 of so many bytes has.
    mutating func base64(_ bytes: Int) -> String {
        let padding = (3 - bytes % 3) % 3
        let length = (bytes + 2) / 3 * 4 - padding
        let text = (0..<length).map { _ in Self.alphabet[below(64)] }
        return String(decoding: text, as: UTF8.self) + String(repeating: "=", count: padding)
    }

    mutating func uuid() -> String { [4, 2, 2, 2, 6].map { hex($0) }.joined(separator: "-") }

    mutating func timestamp() -> String {
        func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = digits(between(1, 28))
        return "2026-11-\(day)T\(digits(below(24))):\(digits(below(60))):\(digits(below(60)))Z"
    }
}
