public import GrapnelKit

/// What a negotiation came to: a session under this address, new or taken up again.
///
/// Counting begins here (XEP-0198 §4): our stanzas from the first one that is written after this, the server's from
/// the first one behind the element that established the stream. On a resumed stream both counts go on where they were.
public struct EstablishedStream: Sendable, Hashable {
    /// How the session begins.
    public enum Beginning: Sendable, Hashable {
        /// Anew. Where a resumption was tried before, how many of our stanzas the server says it had handled.
        case bound(refused: ResumptionRefusal?)
        /// Where it was broken off; the server had handled this many of our stanzas, modulo 2^32.
        case resumed(handled: UInt32)
    }

    public let address: JID
    public internal(set) var features: StreamFeatures
    public let beginning: Beginning
    /// Stream management that was granted together with the session; nil where there is none, and on a resumed stream,
    /// where the old grant goes on.
    public internal(set) var management: ManagementGrant?
    /// The namespaces of what was switched on together with the session (XEP-0386 §4), such as carbons.
    public let enabled: Set<String>
    /// Stanzas of the server that came before it granted stream management, and so are no part of its count.
    public internal(set) var uncounted: [XMLElement]

    /// More stanzas than this before the answer to `<enable/>` end the stream.
    ///
    /// Room for whole pages of an archive: where a resource is bound again, what the session before it had asked for
    /// and its server has not finished sending goes to the new one.
    public static let uncountedLimit = 1024

    public init(
        address: JID, features: StreamFeatures, beginning: Beginning = .bound(refused: nil),
        management: ManagementGrant? = nil, enabled: Set<String> = [], uncounted: [XMLElement] = []
    ) {
        self.address = address
        self.features = features
        self.beginning = beginning
        self.management = management
        self.enabled = enabled
        self.uncounted = uncounted
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
