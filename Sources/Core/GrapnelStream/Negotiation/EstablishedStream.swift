public import GrapnelKit

/// What a negotiation came to: a session under this address, new or taken up again.
public struct EstablishedStream: Sendable, Hashable {
    /// How the session begins.
    public enum Beginning: Sendable, Hashable {
        /// Anew. Where a resumption was tried before, how many of our stanzas the server says it had handled.
        case bound(refused: ResumptionRefusal?)
        /// Where it was broken off; the server had handled this many of our stanzas, modulo 2^32.
        case resumed(handled: UInt32)
    }

    public let address: JID
    public let features: StreamFeatures
    public let beginning: Beginning
    /// Stream management that was granted together with the session; nil where there is none.
    public let management: ManagementGrant?
    /// The namespaces of what was switched on together with the session (XEP-0386 §4), such as carbons.
    public let enabled: Set<String>

    public init(
        address: JID, features: StreamFeatures, beginning: Beginning = .bound(refused: nil),
        management: ManagementGrant? = nil, enabled: Set<String> = []
    ) {
        self.address = address
        self.features = features
        self.beginning = beginning
        self.management = management
        self.enabled = enabled
    }
}

/// A resumption that the server refused (XEP-0198 §5).
public struct ResumptionRefusal: Sendable, Hashable {
    /// How many of our stanzas the server had handled on the old stream; nil where it does not know any more.
    public let handled: UInt32?

    public init(handled: UInt32?) {
        self.handled = handled
    }
}
