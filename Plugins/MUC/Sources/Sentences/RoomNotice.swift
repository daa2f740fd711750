/// What a room tells everybody in it about its configuration (XEP-0045 §10.2.1, §15.6.2).
enum RoomNotice {
    private static let texts: [(RoomStatus, String)] = [
        (.nonAnonymous, "Everybody in this room can see your address."),
        (.affiliationChanged, "Your affiliation changed while you were not here."),
        (.showsUnavailable, "The room now shows members that are not here."),
        (.hidesUnavailable, "The room no longer shows members that are not here."),
        (.configurationChanged, "The configuration of the room changed."),
        (.loggingEnabled, "What is said in this room is now logged in public."),
        (.loggingDisabled, "What is said in this room is no longer logged."),
        (.nowNonAnonymous, "Everybody in this room can now see everybody's address."),
        (.nowSemiAnonymous, "From now on only moderators can see addresses in this room."),
    ]

    /// One sentence for each status that concerns everybody; others are ignored.
    static func sentences(for statuses: Set<RoomStatus>) -> [String] {
        texts.filter { statuses.contains($0.0) }.map(\.1)
    }
}
