/// An occupant of a room that a plugin has claimed, as the core knows them from the outer sender.
public struct RoomOccupant: Sendable, Hashable {
    /// The bare address of the room.
    public let room: JID

    /// The nick, prepared as a resource.
    public let nick: String

    package init(room: JID, nick: String) {
        self.room = room
        self.nick = nick
    }
}
