internal import Glibc
internal import Synchronization

/// How often a handler ran, how often it threw and how long it took.
final class HandlerFigures: Sendable {
    private let calls = Atomic<Int>(0)
    private let throwing = Atomic<Int>(0)
    private let total = Atomic<Int64>(0)
    private let worst = Atomic<Int64>(0)

    /// Nanoseconds of a clock that only goes forward; `Duration` costs more than what some handlers do.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    func record(_ nanoseconds: Int64, threw: Bool) {
        calls.add(1, ordering: .relaxed)
        total.add(nanoseconds, ordering: .relaxed)
        if threw { throwing.add(1, ordering: .relaxed) }
        worst.max(nanoseconds, ordering: .relaxed)
    }

    var snapshot: Snapshot {
        let count = calls.load(ordering: .relaxed)
        return Snapshot(
            calls: count,
            failures: throwing.load(ordering: .relaxed),
            mean: .nanoseconds(count == 0 ? 0 : total.load(ordering: .relaxed) / Int64(count)),
            worst: .nanoseconds(worst.load(ordering: .relaxed))
        )
    }

    struct Snapshot: Sendable {
        let calls: Int
        let failures: Int
        let mean: Duration
        let worst: Duration
    }
}
