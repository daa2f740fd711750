/// Who a stanza is from, decided once by the core from the outer sender; handlers take this, never the address alone.
public enum Source: Sendable, Hashable {
    /// The account itself: another resource of it, or the server on its behalf.
    case account(resource: String?)
    /// The account's own server.
    case server
    /// Somebody in the roster, by the full address that the stanza is from.
    case contact(JID)
    /// A room that a plugin has claimed, by its bare address.
    case room(JID)
    /// An occupant of such a room.
    case occupant(RoomOccupant)
    /// Anybody else, by the full address that the stanza is from.
    case stranger(JID)
}
