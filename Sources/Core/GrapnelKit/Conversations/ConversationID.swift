/// What names a conversation: an account and the bare address of the person or room on the other side.
///
/// For the private exchange with an occupant of a room the peer is the occupant's full address.
public struct ConversationID: Sendable, Hashable, CustomStringConvertible {
    public let account: JID
    public let peer: JID

    public init(account: JID, peer: JID) {
        self.account = account.bare
        self.peer = peer
    }

    public var description: String { peer.description }
}

/// What is on the other side of a conversation.
public struct ConversationKind: RawRepresentable, Sendable, Hashable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// One person.
    public static let direct = ConversationKind(rawValue: "direct")
    /// A room; messages to it leave only while a plugin has claimed its address.
    public static let room = ConversationKind(rawValue: "room")
}

/// Which way a message went.
public enum Direction: String, Sendable {
    case incoming, outgoing
}
