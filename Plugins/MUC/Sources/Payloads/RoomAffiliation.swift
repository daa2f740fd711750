/// What somebody is to a room, in it or not (XEP-0045 §5.2).
enum RoomAffiliation: String, Sendable, Hashable, CaseIterable {
    case owner, admin, member, none, outcast

    /// The affiliation as the answer to “who are they now”.
    var phrase: String {
        switch self {
        case .owner: "an owner"
        case .admin: "an admin"
        case .member: "a member"
        case .none: "not affiliated with the room"
        case .outcast: "banned"
        }
    }
}
