/// One of the mechanisms this client can do: SCRAM with some hash, with or without channel binding.
///
/// There is no case for PLAIN or anything else that shows the password to the server.
public struct SASLMechanism: Sendable, Hashable, Codable, Comparable, RawRepresentable, CustomStringConvertible {
    public let hash: SCRAMHash
    /// Whether this is the `-PLUS` form, which ties the login to the TLS connection.
    public let bindsChannel: Bool

    public init(_ hash: SCRAMHash, bindsChannel: Bool) {
        self.hash = hash
        self.bindsChannel = bindsChannel
    }

    /// The mechanism with a registered name, matched exactly; nil for every other name.
    public init?(rawValue: String) {
        let suffix = "-PLUS"
        let plus = rawValue.hasSuffix(suffix)
        let name = plus ? String(rawValue.dropLast(suffix.count)) : rawValue
        guard name.hasPrefix("SCRAM-"), let hash = SCRAMHash(rawValue: String(name.dropFirst(6))) else { return nil }
        self.init(hash, bindsChannel: plus)
    }

    public var rawValue: String { "SCRAM-\(hash.rawValue)\(bindsChannel ? "-PLUS" : "")" }

    public var description: String { rawValue }

    /// Weaker first: channel binding counts more than the hash, because it defeats a stolen certificate.
    public static func < (left: SASLMechanism, right: SASLMechanism) -> Bool {
        left.bindsChannel == right.bindsChannel ? left.hash < right.hash : right.bindsChannel
    }
}
