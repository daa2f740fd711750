internal import GrapnelKit

/// What the server answered to the wish for stream management (XEP-0198 §3).
public struct ManagementGrant: Sendable, Hashable {
    /// The identifier for a resumption; nil where the server acknowledges but does not resume.
    public let id: String?
    /// How long the server keeps a broken stream; nil where it does not say.
    public let maximum: Duration?
    /// Where the server would like the stream to be resumed, as `host` or `host:port`; the identity stays the domain's.
    public let location: String?

    public init(id: String?, maximum: Duration? = nil, location: String? = nil) {
        self.id = id
        self.maximum = maximum
        self.location = location
    }
}

extension ManagementGrant {
    /// An identifier longer than this is not kept; servers should give none above 4,000 octets (XEP-0198 §5).
    static let idLimit = 4096

    /// The longest host name with a port.
    static let locationLimit = 260

    /// The wish for a stream that can be resumed.
    static let request = XMLElement("enable", StreamNamespace.management, ["resume": "true"])

    /// Nil for what is no `<enabled/>`.
    ///
    /// What only helps a later resumption, and cannot be used for it, is left out: acknowledgements work without.
    init?(_ element: XMLElement) {
        guard element.isNamed("enabled", StreamNamespace.management) else { return nil }
        let isResumable = element["resume"] == "true" || element["resume"] == "1"
        id = element["id"].flatMap { isResumable && (1...Self.idLimit).contains($0.utf8.count) ? $0 : nil }
        maximum = StanzaCount(element["max"]).map { .seconds(Int64($0.number)) }
        location = element["location"].flatMap { (1...Self.locationLimit).contains($0.utf8.count) ? $0 : nil }
    }
}
