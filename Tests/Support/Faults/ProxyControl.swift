import Glibc
import Synchronization

/// What a ``FaultProxy`` and its thread share: orders to the thread, and what it has seen.
final class ProxyControl: Sendable {
    enum Order: Sendable {
        case change(@Sendable (inout FaultConditions) -> Void)
        case inflict(Fault)
    }

    struct Work: Sendable {
        let order: Order
        let done: CheckedContinuation<Void, Never>
    }

    private struct State {
        var work: [Work] = []
        var isStopped = false
        var counts = FaultCounts()
        var conditions = FaultConditions()
    }

    private let state = Mutex(State())
    /// The end of a pipe that can be read when there is work, and the one that says so.
    let wake: Int32
    private let bell: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw TestFailure("pipe: errno \(errno)") }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (wake, bell) = (ends[0], ends[1])
    }

    deinit {
        close(wake)
        close(bell)
    }

    var counts: FaultCounts { state.withLock(\.counts) }
    var conditions: FaultConditions { state.withLock(\.conditions) }

    func perform(_ order: Order) async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.work.append(Work(order: order, done: continuation)) }
            ring()
        }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        ring()
    }

    /// A pipe that is full has rung already.
    private func ring() { _ = write(bell, [0], 1) }

    // MARK: The thread's side

    /// The orders that have come, or nil when the proxy is over.
    func take() -> [Work]? {
        var rings = [UInt8](repeating: 0, count: 4_096)
        _ = read(wake, &rings, rings.count)
        return state.withLock { state in
            defer { state.work = [] }
            return state.isStopped ? nil : state.work
        }
    }

    func publish(_ counts: FaultCounts, _ conditions: FaultConditions) {
        state.withLock { state in
            state.counts = counts
            state.conditions = conditions
        }
    }
}
