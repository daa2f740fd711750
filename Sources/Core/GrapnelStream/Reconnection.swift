/// When to try again after a stream was lost: full jitter, and never more than 60 attempts in an hour.
///
/// The pause is drawn from zero to a bound that doubles from one second to five minutes, so that the clients of a
/// server that restarts do not all come back at once (RFC 6120 §3.3). No clock: the caller says what time it is.
public struct Reconnection: Sendable {
    /// The most attempts in any hour.
    public static let hourlyLimit = 60
    static let longestPause = Duration.seconds(300)
    static let shortestPause = Duration.seconds(1)

    private var failures = 0
    private var attempts: [ContinuousClock.Instant] = []

    public init() {}

    /// The pause before the next attempt, which counts as made.
    public mutating func next(now: ContinuousClock.Instant) -> Duration {
        var generator = SystemRandomNumberGenerator()
        return next(now: now, using: &generator)
    }

    public mutating func next(
        now: ContinuousClock.Instant, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        let bound = min(Self.longestPause, Self.shortestPause * (1 << min(failures, 9)))
        failures += 1
        let share = Double.random(in: 0...1, using: &generator)
        var due = now + max(Self.shortestPause, bound * share)
        attempts.removeAll { $0 <= due - .seconds(3600) }
        if attempts.count >= Self.hourlyLimit, let oldest = attempts.first {
            due = max(due, oldest + .seconds(3600))
        }
        attempts.append(due)
        return due - now
    }

    /// The same count of attempts, with the pauses short again, because a session was up.
    public func afterSuccess() -> Reconnection {
        var other = self
        other.failures = 0
        return other
    }
}
