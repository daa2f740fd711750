/// Keeps a flood of people who come and go from filling the screen: a few lines a second, then a count.
struct ChurnBudget: Sendable {
    static let linesPerWindow = 5
    static let window = Duration.seconds(1)

    private var start: ContinuousClock.Instant?
    private var lines = 0
    private var came = 0
    private var went = 0

    /// What to do with a line.
    enum Decision: Sendable, Hashable {
        case show
        /// Counted; the first of its window asks for ``flush()`` when the window is over.
        case count(isFirst: Bool)
    }

    mutating func admit(_ churn: RoomEffect.Churn, at now: ContinuousClock.Instant) -> Decision {
        let isCounting = came + went > 0
        if !isCounting, start.map({ now - $0 >= Self.window }) ?? true {
            start = now
            lines = 0
        }
        if !isCounting, lines < Self.linesPerWindow {
            lines += 1
            return .show
        }
        switch churn {
        case .came: came += 1
        case .went: went += 1
        }
        return .count(isFirst: !isCounting)
    }

    /// The line for what was only counted; nil where nothing was.
    mutating func flush() -> String? {
        defer {
            start = nil
            came = 0
            went = 0
        }
        switch (came, went) {
        case (0, 0): return nil
        case (_, 0): return "\(came) more came in."
        case (0, _): return "\(went) more went."
        default: return "\(came) more came in, \(went) went."
        }
    }
}
