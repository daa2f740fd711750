public import GrapnelKit

/// A token that stands for the password at one server until it expires (XEP-0484).
public struct FASTToken: Sendable, Hashable {
    /// A longer one is not kept; real ones have about fifty octets.
    static let limit = 4096

    /// Whoever has it can log in.
    public let secret: String
    /// The only mechanism that may prove it.
    public let mechanism: HTMechanism
    public let expiry: Timestamp

    public init(secret: String, mechanism: HTMechanism, expiry: Timestamp) {
        self.secret = secret
        self.mechanism = mechanism
        self.expiry = expiry
    }

    /// The token that a `<success/>` brings, or nil: without a token, or one that cannot be used.
    init?(in success: XMLElement, for mechanism: HTMechanism) {
        guard let element = success.first("token", StreamNamespace.fast),
            let secret = element["token"], (1...Self.limit).contains(secret.utf8.count),
            let expiry = element["expiry"].flatMap({ Timestamp(dateTime: $0) })
        else { return nil }
        self.init(secret: secret, mechanism: mechanism, expiry: expiry)
    }
}

extension FASTToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The mechanism; never the secret.
    public var description: String { "a token for \(mechanism.rawValue)" }

    public var debugDescription: String { description }

    public var customMirror: Mirror { Mirror(self, children: ["mechanism": mechanism.rawValue]) }
}
