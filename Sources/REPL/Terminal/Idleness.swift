/// Whether somebody is at the keys: events in, answers out, no clock.
struct Idleness<Instant: InstantProtocol & Sendable>: Sendable {
    /// How long nobody may press a key and still be there.
    let limit: Instant.Duration
    private(set) var isActive = true
    private var last: Instant

    init(limit: Instant.Duration, now: Instant) {
        self.limit = limit
        last = now
    }

    /// A key was pressed; answers whether somebody is back.
    mutating func press(at now: Instant) -> Bool {
        last = now
        defer { isActive = true }
        return !isActive
    }

    /// Looks at the time; answers whether nobody is there any more, and when to look again.
    mutating func look(at now: Instant) -> (isOver: Bool, next: Instant) {
        let end = last.advanced(by: limit)
        guard isActive, end <= now else { return (false, isActive ? end : now.advanced(by: limit)) }
        isActive = false
        return (true, now.advanced(by: limit))
    }
}
