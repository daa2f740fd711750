/// One XMPP account of the person in front, named by its bare address.
public struct Account: Sendable, Hashable, CustomStringConvertible {
    /// The bare address.
    public let jid: JID

    /// The address of its server.
    public let server: JID

    package init(_ jid: JID) {
        self.jid = jid.bare
        self.server = jid.server
    }

    public var description: String { jid.description }
}
