import Synchronization

/// The processor time of this process between two messages, for whoever waits for the second.
final class Stopwatch: Sendable {
    private struct State {
        var begun: Double?
        var elapsed: Double?
        var waiter: CheckedContinuation<Double, Never>?
    }

    private let state = Mutex(State())

    /// Takes note of a message's text; `begin` and `end` are those that count.
    func see(_ body: String) {
        switch body {
        case "begin": state.withLock { $0.begun = ProcessorTime.seconds }
        case "end":
            let waiter = state.withLock { state in
                state.elapsed = ProcessorTime.seconds - (state.begun ?? 0)
                defer { state.waiter = nil }
                return state.waiter
            }
            if let elapsed = state.withLock(\.elapsed) { waiter?.resume(returning: elapsed) }
        default: break
        }
    }

    /// Seconds, as ``ProcessorTime`` has them.
    func elapsed() async -> Double {
        await withCheckedContinuation { continuation in
            let elapsed = state.withLock { state in
                if state.elapsed == nil { state.waiter = continuation }
                return state.elapsed
            }
            if let elapsed { continuation.resume(returning: elapsed) }
        }
    }
}
