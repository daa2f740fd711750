internal import GrapnelKit

/// What is known of one account's archive while its session lasts, and of what has been read of it for longer.
struct ArchiveState: Sendable {
    /// What the account's own address says that it supports.
    enum Support: Sendable {
        case unknown
        /// Somebody has asked; others wait for the same answer.
        case asked([CheckedContinuation<EntityFeatures?, Never>])
        case known(EntityFeatures)
    }

    /// How many live messages there are between two notes of how far the archive is known.
    static let noteInterval = 32

    /// The most rooms whose features are known.
    static let maximumRooms = 1000

    var support = Support.unknown
    /// Tells one session from the next, for what was begun in one and ends in another.
    var session = 0
    /// What rooms support; nothing while the answer is on its way. At most ``maximumRooms``.
    var rooms: [JID: EntityFeatures] = [:]
    /// Whether the work of this session has begun.
    var hasBegun = false
    /// Whether the server copies what other devices send and receive.
    var getsCopies = false
    /// Whether the archive is being read.
    var isReading = false
    /// Whether everything that was missed has been read in this session, so that the stream alone goes on from there.
    var isCaughtUp = false
    /// Whether the person was told that somebody forges copies.
    var hasToldOfForgery = false

    /// What has been read, as it was kept last.
    var range: ArchiveRange?
    /// The last live message, and how many there have been since ``range`` was kept.
    var live: (place: ArchivePlace, count: Int)?

    /// Forgets what belongs to a session.
    mutating func endSession() {
        session += 1
        rooms = [:]
        (hasBegun, getsCopies, isCaughtUp, hasToldOfForgery) = (false, false, false, false)
        if case .known = support { support = .unknown }
        live = nil
    }

    /// What has been read with the live messages behind it.
    var rangeWithLive: ArchiveRange? {
        guard let place = live?.place else { return range }
        var range = range ?? ArchiveRange()
        range.newest = place
        if range.oldest == nil { range.oldest = place }
        return range
    }
}
