/// The hash function of a SCRAM mechanism, the weakest first.
public enum SCRAMHash: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// RFC 5802.
    case sha1 = "SHA-1"
    /// RFC 7677.
    case sha256 = "SHA-256"
    /// draft-melnikov-scram-sha-512, which servers offer.
    case sha512 = "SHA-512"

    /// How many bytes one digest and one key have.
    public var length: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }

    public static func < (left: SCRAMHash, right: SCRAMHash) -> Bool { left.length < right.length }
}
