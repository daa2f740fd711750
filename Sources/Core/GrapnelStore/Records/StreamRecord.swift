public import GrapnelKit

/// What is kept of a stream that can be taken up again (XEP-0198 §5).
public struct StreamRecord: Sendable, Hashable {
    /// The server's identifier of the stream.
    public let id: String
    /// The full address of the session.
    public let address: JID
    /// Where the server would like the stream to be taken up, as `host` or `host:port`; nil where it does not care.
    public let location: String?
    /// How many stanzas of the server were handled, modulo 2^32.
    public var handled: UInt32
    /// When the last of them was.
    public var seen: Timestamp

    public init(id: String, address: JID, location: String?, handled: UInt32 = 0, seen: Timestamp = .now) {
        self.id = id
        self.address = address
        self.location = location
        self.handled = handled
        self.seen = seen
    }
}
