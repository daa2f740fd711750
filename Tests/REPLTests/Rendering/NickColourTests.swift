import Testing

@testable import REPL

@Suite("Colours of names (XEP-0392)")
struct NickColourTests {
    @Test(
        "The test vectors of the specification",
        arguments: [
            ("Romeo", 327.255249, 327, 1.0, 0.0, 0.8),
            ("juliet@capulet.lit", 209.410400, 226, 0.0, 0.8, 1.0),
            ("😺", 331.199341, 331, 1.0, 0.4, 0.8),
            ("council", 359.994507, 359, 0.8, 0.2, 0.4),
            ("Board", 171.430664, 161, 0.0, 1.0, 0.8),
        ])
    func vectors(name: String, hue: Double, best: Int, red: Double, green: Double, blue: Double) {
        #expect(abs(NickColour.hue(of: name) - hue) < 0.000_001)
        let entry = NickColour.entry(nearest: NickColour.hue(of: name))
        #expect(entry.hue == best)
        #expect([entry.red, entry.green, entry.blue] == [red, green, blue])
        #expect(NickColour.style(of: name) == .palette(entry.index))
    }

    @Test(
        "SHA-1 (FIPS 180-4)",
        arguments: [
            ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
            ),
            (String(repeating: "a", count: 1000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
        ])
    func digest(text: String, expected: String) {
        let digest = SHA1.digest(text.utf8).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        #expect(digest.joined() == expected)
    }
}
