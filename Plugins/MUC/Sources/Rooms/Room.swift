internal import GrapnelKit

/// One room that this account is in, wants to be in, or lost: a state machine without IO.
///
/// Its functions take what the room sent, in the order in which it came, and answer what is to be done. Whoever calls
/// them has made sure that the stanza is from this room.
struct Room: Sendable {
    enum Phase: Sendable, Hashable {
        /// Presence was sent, the room's answer is awaited.
        case entering
        case inside
        /// The session ended while we were in; to be entered again with the next one.
        case lost
    }

    let id: ConversationID
    var phase = Phase.entering
    /// Our nick: the one asked for, then the one the room gave.
    var nick: String
    var password: String?
    /// Whether we were inside before and come back after a lost session.
    var isReturning = false
    /// Counts the ways back, so that whoever is on one knows when another has begun.
    var returns = 0
    var occupants = OccupantList()
    /// Whether the room announces XEP-0421; without that an occupant-id proves nothing.
    var announcesOccupantIDs = false
    /// Our own occupant identifier.
    var ownID: OccupantID?
    var subject: String?
    /// The nick that was asked for and is not yet confirmed.
    var pendingNick: String?
    /// Whether the subject came, or something live, either of which ends the history (XEP-0045 §7.1).
    var isHistoryOver = false
    /// Whether the subject has been told since we came in, so that another one is a change.
    var isSubjectTold = false
    /// When something was last heard, to ask for what came later; nil before.
    var lastHeard: Timestamp?
    /// What was received or sent lately, so that history does not repeat it.
    var recent = RecentMessages()
    /// Identifiers of subject changes of ours, to recognise a refusal; the last few.
    var subjectRequests: [String] = []

    init(id: ConversationID, nick: String, password: String?) {
        self.id = id
        self.nick = nick
        self.password = password
    }

    var address: JID { id.peer }

    /// Prepares for entering again after a lost session.
    mutating func enterAgain() {
        phase = .entering
        isReturning = true
        returns &+= 1
        occupants = OccupantList()
        pendingNick = nil
        isHistoryOver = false
        isSubjectTold = false
        ownID = nil
    }

    /// The session is over: nobody is known to be here any more.
    mutating func lose() -> [RoomEffect] {
        switch phase {
        case .lost: return []
        case .entering:
            let failure = CommandFailure("The connection was lost before \(address) answered; join it again.")
            guard isReturning else { return [.refused(failure), .forget] }
            phase = .lost
            return [.refused(failure)]
        case .inside:
            phase = .lost
            occupants = OccupantList()
            guard pendingNick != nil else { return [] }
            pendingNick = nil
            return [.refused(CommandFailure("The connection was lost before \(address) confirmed the nick."))]
        }
    }

    /// How much history to ask for on entering.
    ///
    /// After a lost session it begins a little before what was last heard, since the room's clock is not ours; what
    /// comes twice is recognised (``RecentMessages``).
    var history: RoomEntrance.History {
        guard let lastHeard else { return RoomEntrance.History(count: Self.usualHistory, since: nil) }
        let since = Timestamp(milliseconds: lastHeard.milliseconds - Self.clockTolerance)
        return RoomEntrance.History(count: Self.historyAfterLoss, since: since)
    }

    static let usualHistory = 50
    static let historyAfterLoss = 500
    /// Two minutes, in milliseconds.
    static let clockTolerance: Int64 = 120_000
}
