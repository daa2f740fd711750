internal import GrapnelKit

/// Why somebody is no longer in a room (XEP-0045 §7.14, §8.2, §9.1, §10.9, §11).
struct Removal: Sendable, Hashable {
    enum Cause: Sendable, Hashable {
        case left
        case kicked
        case banned
        case lostAffiliation
        case membersOnly
        case shutdown
        case technical
        case destroyed(alternative: JID?)
    }

    let cause: Cause
    let actor: String?
    /// Their words: a reason for a removal, a farewell of somebody who left.
    let words: String?

    init(news: RoomUser?, status: String?) {
        let statuses = news?.statuses ?? []
        self.actor = news?.item?.actor
        if let destruction = news?.destruction {
            self.cause = .destroyed(alternative: destruction.alternative)
            self.words = destruction.reason
            return
        }
        // Some services say 307 beside 333, which is no kick then (§11.1).
        let known: [(RoomStatus, Cause)] = [
            (.technicalProblem, .technical), (.serviceShutdown, .shutdown), (.banned, .banned),
            (.lostAffiliation, .lostAffiliation), (.nowMembersOnly, .membersOnly), (.kicked, .kicked),
        ]
        self.cause = known.first { statuses.contains($0.0) }?.1 ?? .left
        self.words = news?.item?.reason ?? status.flatMap { $0.isEmpty ? nil : $0.shortened(to: 500) }
    }

    /// One line about somebody else.
    func sentence(of nick: String) -> String {
        let action =
            switch cause {
            case .left: "went"
            case .kicked: "was kicked"
            case .banned: "was banned"
            case .lostAffiliation: "was removed after a change of affiliation"
            case .membersOnly: "was removed, since the room is for members only now"
            case .shutdown: "was removed, since the service shuts down"
            case .technical: "lost the connection"
            case .destroyed: "was removed, since the room is being destroyed"
            }
        return "\(nick) \(action)\(byWhom)\(quoted)"
    }

    /// One line about ourselves: what happened and what to do.
    func ownSentence(room: JID) -> String {
        let (happened, advice) =
            switch cause {
            case .left: ("You are no longer in \(room)", "/join \(room) brings you back.")
            case .kicked: ("You were kicked from \(room)", "/join \(room) asks to be let in again.")
            case .banned: ("You were banned from \(room)", "Only an admin of the room can change that.")
            case .lostAffiliation:
                ("You were removed from \(room), because your affiliation changed", "Ask an admin of the room.")
            case .membersOnly:
                ("You were removed from \(room), which is for members only now", "Ask an admin to add you.")
            case .shutdown: ("\(room) is closed, because the service shuts down", "Try /join \(room) later.")
            case .technical:
                ("You fell out of \(room) through a technical problem", "/join \(room) brings you back.")
            case .destroyed(nil): ("\(room) was destroyed", "There is nothing to go back to.")
            case .destroyed(let alternative?):
                ("\(room) was destroyed", "Its owner names another: /join \(alternative).")
            }
        return "\(happened)\(byWhom)\(quoted) \(advice)"
    }

    private var byWhom: String { actor.map { " by \($0)" } ?? "" }

    /// Ends the sentence, with the peer's own words where there are any.
    private var quoted: String { words.map { ": \($0.inQuotes)" } ?? "." }
}
