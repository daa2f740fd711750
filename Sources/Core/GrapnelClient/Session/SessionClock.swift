/// The time as sessions see it, so that a test need not wait for it.
public protocol SessionClock: Sendable {
    var now: ContinuousClock.Instant { get }

    /// Returns at or after `deadline`.
    ///
    /// - Throws: `CancellationError` at once where the task is cancelled.
    func sleep(until deadline: ContinuousClock.Instant) async throws
}

extension SessionClock {
    func sleep(for duration: Duration) async throws {
        try await sleep(until: now + duration)
    }
}

/// The clock of everybody but tests.
extension ContinuousClock: SessionClock {
    public func sleep(until deadline: Instant) async throws {
        try await sleep(until: deadline, tolerance: nil)
    }
}
