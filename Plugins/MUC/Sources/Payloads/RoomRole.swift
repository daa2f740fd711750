/// What an occupant may do as long as they are in the room (XEP-0045 §5.1).
enum RoomRole: String, Sendable, Hashable, CaseIterable {
    case moderator, participant, visitor, none

    /// The role as the answer to “who are they now”.
    var phrase: String {
        switch self {
        case .moderator: "a moderator"
        case .participant: "a participant"
        case .visitor: "a visitor without voice"
        case .none: "no occupant"
        }
    }
}
