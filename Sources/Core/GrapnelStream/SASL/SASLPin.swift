/// What an account's last successful login used, kept so that no later one accepts less.
public struct SASLPin: Sendable, Hashable, Codable {
    public let mechanism: SASLMechanism

    public init(_ mechanism: SASLMechanism) {
        self.mechanism = mechanism
    }

    /// Whether `other` protects at least as well: channel binding is not lost and the hash is no weaker.
    public func allows(_ other: SASLMechanism) -> Bool {
        (other.bindsChannel || !mechanism.bindsChannel) && other.hash >= mechanism.hash
    }
}
