/// A status code of a room (XEP-0045 §15.6.2).
struct RoomStatus: RawRepresentable, Sendable, Hashable {
    let rawValue: Int

    /// Everybody in the room sees everybody's address.
    static let nonAnonymous = RoomStatus(rawValue: 100)
    /// Your affiliation changed while you were away.
    static let affiliationChanged = RoomStatus(rawValue: 101)
    static let showsUnavailable = RoomStatus(rawValue: 102)
    static let hidesUnavailable = RoomStatus(rawValue: 103)
    static let configurationChanged = RoomStatus(rawValue: 104)
    /// This presence is about yourself.
    static let ownPresence = RoomStatus(rawValue: 110)
    static let loggingEnabled = RoomStatus(rawValue: 170)
    static let loggingDisabled = RoomStatus(rawValue: 171)
    static let nowNonAnonymous = RoomStatus(rawValue: 172)
    static let nowSemiAnonymous = RoomStatus(rawValue: 173)
    static let created = RoomStatus(rawValue: 201)
    /// The service chose another nick than the one that was asked for.
    static let nickAssigned = RoomStatus(rawValue: 210)
    static let banned = RoomStatus(rawValue: 301)
    static let nickChanged = RoomStatus(rawValue: 303)
    static let kicked = RoomStatus(rawValue: 307)
    static let lostAffiliation = RoomStatus(rawValue: 321)
    static let nowMembersOnly = RoomStatus(rawValue: 322)
    static let serviceShutdown = RoomStatus(rawValue: 332)
    static let technicalProblem = RoomStatus(rawValue: 333)
}
