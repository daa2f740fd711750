/// When to try again after a stream was lost: full jitter, and never more than 60 attempts in an hour.
///
/// The pause is drawn from zero to a bound that doubles from one second to five minutes, so that the clients of a
/// server that restarts do not all come back at once (RFC 6120 §3.3). Only the first attempt after the break of a
/// stream that had held is made at once, because it may be taken up again. No clock: the caller says what time it is.
public struct Reconnection: Sendable {
    public typealias Instant = ContinuousClock.Instant

    public let settings: ReconnectionSettings
    private var failures = 0
    /// When attempts were or will be made, in order; those of the last hour.
    private var attempts: [Instant] = []

    public init(_ settings: ReconnectionSettings = ReconnectionSettings()) {
        self.settings = settings
    }

    /// The pause before the next attempt, which counts as made.
    public mutating func next(now: Instant) -> Duration {
        var generator = SystemRandomNumberGenerator()
        return next(now: now, using: &generator)
    }

    public mutating func next(now: Instant, using generator: inout some RandomNumberGenerator) -> Duration {
        let bound = min(settings.longestPause, settings.shortestPause * (1 << min(failures, 9)))
        failures += 1
        let share = Double.random(in: 0...1, using: &generator)
        return plan(now + max(settings.shortestPause, bound * share), now: now)
    }

    /// The pause before the first attempt after the break of a stream that was up; counts as made.
    ///
    /// It is none for a stream that had held and can be taken up again. A server that lets us in and drops us at once is
    /// sought as one that does not let us in.
    public mutating func afterBreak(canResume: Bool, now: Instant) -> Duration {
        var generator = SystemRandomNumberGenerator()
        return afterBreak(canResume: canResume, now: now, using: &generator)
    }

    public mutating func afterBreak(
        canResume: Bool, now: Instant, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        if let last = attempts.last, now < last + settings.heldAfter { return next(now: now, using: &generator) }
        failures = 0
        return canResume ? plan(now, now: now) : next(now: now, using: &generator)
    }

    /// Makes the attempt that is planned now instead of later, because the network is back or somebody asks for it.
    ///
    /// - Parameter isAskedFor: whether a person wants it, whom no limit holds up.
    /// - Returns: false where the hour's attempts are used up, so that it stays as planned.
    public mutating func hurry(now: Instant, isAskedFor: Bool) -> Bool {
        guard let planned = attempts.last, planned > now else { return true }
        let hour = attempts.dropLast().filter { $0 > now - .seconds(3600) }
        guard isAskedFor || hour.count < settings.hourlyLimit else { return false }
        attempts = Array(hour.suffix(settings.hourlyLimit)) + [now]
        return true
    }

    private mutating func plan(_ wish: Instant, now: Instant) -> Duration {
        var due = wish
        attempts.removeAll { $0 <= now - .seconds(3600) }
        if attempts.count >= settings.hourlyLimit {
            due = max(due, attempts[attempts.count - settings.hourlyLimit] + .seconds(3600))
        }
        attempts.append(due)
        return due - now
    }
}
