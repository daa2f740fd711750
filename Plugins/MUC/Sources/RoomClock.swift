/// The time as the plugin sees it, so that tests need not wait.
struct RoomClock: Sendable {
    var now: @Sendable () -> ContinuousClock.Instant
    var sleep: @Sendable (Duration) async throws -> Void

    static let real = RoomClock(
        now: { ContinuousClock.now },
        sleep: { try await ContinuousClock().sleep(for: $0) }
    )
}
