internal import GrapnelKit

/// How entering a room went.
struct Welcome: Sendable, Hashable {
    let room: JID
    /// The nick that we have, which the service may have chosen.
    let nick: String
    let occupants: Int
    let statuses: Set<RoomStatus>

    /// Whether the room did not exist before (XEP-0045 §10.1.1).
    var isCreated: Bool { statuses.contains(.created) }

    /// What to tell the person, one line each.
    var lines: [String] {
        let others = occupants - 1
        let company =
            switch others {
            case ...0: "nobody else is here"
            case 1: "one other is here"
            default: "\(others) others are here"
            }
        var lines = ["You are in \(room) as \(nick); \(company)."]
        if isCreated {
            lines.append("The room did not exist: it was created with the usual settings, and it is yours.")
        }
        if statuses.contains(.nickAssigned) { lines.append("The service chose the nick \(nick) for you.") }
        if statuses.contains(.nonAnonymous) { lines.append("Everybody in this room can see your address.") }
        if statuses.contains(.loggingEnabled) { lines.append("What is said in this room is logged in public.") }
        return lines
    }
}
