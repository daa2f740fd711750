internal import GrapnelKit

/// The time as the plugin sees it, so that tests need not wait.
struct ArchiveClock: Sendable {
    /// For what is told how often.
    var instant: @Sendable () -> ContinuousClock.Instant
    /// For what is asked from when.
    var now: @Sendable () -> Timestamp

    static let real = ArchiveClock(instant: { ContinuousClock.now }, now: { Timestamp.now })
}
