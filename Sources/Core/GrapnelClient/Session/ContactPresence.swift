internal import GrapnelKit

/// What is kept of the presence of one resource of a contact; small, whatever the stanza carried.
struct ContactPresence: Sendable, Hashable {
    /// The most Unicode scalars of a status that are kept.
    static let statusBound = 200

    let show: Presence.Show
    let status: String?
    let priority: Int8

    init(_ presence: Presence) {
        show = presence.show
        status = presence.status?.cut(to: Self.statusBound)
        priority = presence.priority
    }
}
