@testable import GrapnelStream
import Testing

@Suite("Base64")
struct Base64Tests {
    @Test(
        "The vectors of RFC 4648 §10 hold in both directions",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(_ plain: String, _ encoded: String) {
        #expect(Base64.encode(plain.utf8) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test(
        "Anything but the one canonical spelling is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zm8", "Zm9v=", "=Zm9v", "Zh==", "Zm9=", "Zm9v\n", "Zm 9v", "Z===", "====", "Zg==Zg==",
            "Zm9-", "Zm9_", "Zm9\u{FF56}", "Zg=g",
        ])
    func strict(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("Every byte goes through")
    func bytes() {
        for count in 0..<260 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }
}
