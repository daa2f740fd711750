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
