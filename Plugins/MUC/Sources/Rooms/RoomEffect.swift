internal import GrapnelKit

/// What a room's state asks to be done; the state itself does nothing.
enum RoomEffect: Sendable, Hashable {
    /// Tell the person, in the room's conversation.
    case tell(String)
    /// Tell that somebody came or went: many of these become one line.
    case churn(Churn, String)
    /// We are in: whoever waits for that goes on.
    case entered(Welcome)
    /// Our nick changed: whoever waits for that goes on.
    case renamed(String)
    /// What was waited for was refused.
    case refused(CommandFailure)
    /// The core should know under which nick we are in the room now.
    case reclaim(nick: String)
    /// We are out, and nobody said why, as when our session is about to end: see whether it does.
    case lapse(String)
    /// We are not in for the moment: the claim ends without another presence, and the room is kept.
    case unclaim
    /// We are out: the room is forgotten and its claim ends without another presence.
    case forget

    /// Which way somebody went.
    enum Churn: Sendable, Hashable {
        case came, went
    }
}

/// A sentence for the person, as a value that tests can compare.
struct CommandFailure: Error, Sendable, Hashable {
    let sentence: String

    init(_ sentence: String) {
        self.sentence = sentence
    }
}
