/// What a server is told of this installation (XEP-0388 §2.4); it tells nobody else.
public struct UserAgent: Sendable, Hashable {
    /// The name of this program.
    public static let software = "Grapnel"

    /// A random UUID that stays the same for this account in this profile, and is no other account's.
    public let id: String

    public init(id: String) {
        self.id = id
    }
}

extension UserAgent {
    /// A random UUID of version 4 (RFC 9562 §5.4).
    public static func freshID() -> String {
        var generator = SystemRandomNumberGenerator()
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        let groups = [digits[0..<4], digits[4..<6], digits[6..<8], digits[8..<10], digits[10..<16]]
        return groups.map { $0.joined() }.joined(separator: "-")
    }
}
