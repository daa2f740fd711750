/// What an account's last login used, kept so that no later one accepts less.
///
/// PLAIN leaves none; after anything else it is never used again (XEP-0474 §7).
public enum SASLPin: Sendable, Hashable {
    case scram(SASLMechanism)
    case external

    public init(_ mechanism: SASLMechanism) {
        self = .scram(mechanism)
    }

    /// The pin that a mechanism leaves, by its name.
    public init?(name: String) {
        if name == "EXTERNAL" {
            self = .external
        } else if let mechanism = SASLMechanism(rawValue: name) {
            self = .scram(mechanism)
        } else {
            return nil
        }
    }

    public var name: String {
        switch self {
        case .scram(let mechanism): mechanism.rawValue
        case .external: "EXTERNAL"
        }
    }

    /// Whether a login has to be tied to its connection.
    public var bindsChannel: Bool {
        if case .scram(let mechanism) = self { mechanism.bindsChannel } else { false }
    }

    /// Whether `other` protects at least as well: channel binding is not lost and the hash is no weaker.
    public func allows(_ other: SASLMechanism) -> Bool {
        guard case .scram(let mechanism) = self else { return true }
        return (other.bindsChannel || !mechanism.bindsChannel) && other.hash >= mechanism.hash
    }
}
