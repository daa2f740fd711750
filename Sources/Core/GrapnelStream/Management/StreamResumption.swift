public import GrapnelKit

/// What takes a broken stream up again (XEP-0198 §5).
public struct StreamResumption: Sendable, Hashable {
    /// The server's identifier of the stream; whoever knows it and can log in may take the stream over.
    public let id: String
    /// How many stanzas of the server were handled, modulo 2^32.
    public let handled: UInt32
    /// The full address of the session, which a resumed stream keeps.
    public let address: JID

    public init(id: String, handled: UInt32, address: JID) {
        self.id = id
        self.handled = handled
        self.address = address
    }
}
