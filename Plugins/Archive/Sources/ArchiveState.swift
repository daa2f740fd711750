internal import GrapnelKit

/// What is known of one account's archive while its session lasts.
struct ArchiveState: Sendable {
    /// What the account's own address says that it supports.
    enum Support: Sendable {
        /// Nobody has asked, or nobody has answered.
        case unknown
        /// Somebody has asked; others wait for the same answer.
        case asked([Waiting])
        case known(EntityFeatures)
    }

    /// One who waits for an answer; nothing means that he is to ask himself.
    typealias Waiting = CheckedContinuation<EntityFeatures?, any Error>

    /// How many live messages there are between two notes of how far the archive is known.
    static let noteInterval = 32

    /// The most rooms whose features are known.
    static let maximumRooms = 1000

    var support = Support.unknown
    /// Whether nobody answered in time in this session what the account supports.
    var isSilent = false
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

    /// What has been read, as it was kept last in this session; nothing until somebody needs it.
    var range: ArchiveRange?
    /// The last live message, and how many there have been since ``range`` was kept.
    var live: (place: ArchivePlace, count: Int)?

    /// Forgets what belongs to a session; the account may be another one by the next, under the same address.
    mutating func endSession() {
        session += 1
        if case .asked(let others) = support {
            for other in others { other.resume(throwing: RequestFailure.disconnected) }
        }
        (support, isSilent) = (.unknown, false)
        rooms = [:]
        (hasBegun, getsCopies, isCaughtUp, hasToldOfForgery) = (false, false, false, false)
        (range, live) = (nil, nil)
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
