public import GrapnelKit

/// What the server announced on the stream that the session then uses.
public struct StreamFeatures: Sendable, Hashable {
    /// The features element as it arrived.
    public let element: XMLElement

    public init(_ element: XMLElement) {
        self.element = element
    }

    /// Whether a feature with this name and namespace was announced.
    public func offers(_ name: String, _ namespace: String) -> Bool {
        element.first(name, namespace) != nil
    }

    /// Roster versioning (RFC 6121 §2.6).
    public var rosterVersioning: Bool { offers("ver", "urn:xmpp:features:rosterver") }

    /// Pre-approval of subscriptions (RFC 6121 §3.4).
    public var preApproval: Bool { offers("sub", "urn:xmpp:features:pre-approval") }

    /// Stream management (XEP-0198).
    public var streamManagement: Bool { offers("sm", StreamNamespace.management) }

    /// Client state indication (XEP-0352).
    ///
    /// Before the login it is only announced for use together with it (XEP-0386 §3).
    public var clientState: Bool {
        offers("csi", StreamNamespace.clientState)
            || InlineOffer(features: element)?.bindFeatures?.contains(StreamNamespace.clientState) == true
    }
}
