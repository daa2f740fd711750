internal import GrapnelKit

/// Somebody in a room, as the room tells it.
struct Occupant: Sendable, Hashable {
    var nick: String
    var role: RoomRole
    var affiliation: RoomAffiliation
    /// The real address; nil in a semi-anonymous room, except for moderators.
    var jid: JID?
    /// What they keep over changes of nick, where the room announces XEP-0421.
    var id: OccupantID?
    var show: Presence.Show

    /// Reads an occupant from their presence.
    ///
    /// - Parameter believesIDs: whether the room announces occupant identifiers; otherwise one would be the occupant's
    ///   own invention (XEP-0421 §3.3).
    init(nick: String, presence: Presence, item: RoomItem?, believesIDs: Bool) {
        self.nick = nick
        self.role = item?.role ?? .participant
        self.affiliation = item?.affiliation ?? .none
        self.jid = item?.jid
        self.id = believesIDs ? OccupantID.only(in: presence) : nil
        self.show = presence.show
    }
}
