/// How patiently a lost stream is sought again.
public struct ReconnectionSettings: Sendable, Hashable {
    /// The shortest pause before an attempt that follows a failed one.
    public var shortestPause: Duration
    /// What the pause is bounded by, however many attempts have failed.
    public var longestPause: Duration
    /// The most attempts that are made by themselves in any hour.
    public var hourlyLimit: Int
    /// How long after the last attempt a stream counts as one that held, so that its end begins the pauses anew.
    public var heldAfter: Duration

    /// One second to five minutes, 60 attempts an hour, and a minute.
    public init(
        shortestPause: Duration = .seconds(1), longestPause: Duration = .seconds(300), hourlyLimit: Int = 60,
        heldAfter: Duration = .seconds(60)
    ) {
        self.shortestPause = shortestPause
        self.longestPause = longestPause
        self.hourlyLimit = hourlyLimit
        self.heldAfter = heldAfter
    }
}
