/// What is told while much is read: nothing for what takes a moment, then a line now and then, not one for each page.
struct ReadingProgress: Sendable {
    /// How long nothing is told, and the time between two lines.
    static let pause = Duration.seconds(5)

    private(set) var stored = 0
    private(set) var seen = 0
    private var told: ContinuousClock.Instant

    init(now: ContinuousClock.Instant) {
        told = now
    }

    /// Counts a page; answers how many messages have been seen where it is time to say so.
    mutating func add(stored: Int, known: Int, now: ContinuousClock.Instant) -> Int? {
        self.stored += stored
        seen += stored + known
        guard now - told >= Self.pause else { return nil }
        told = now
        return seen
    }
}
