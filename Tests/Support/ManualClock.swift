public import GrapnelClient
import Synchronization

/// Time that passes only when a test says so.
public final class ManualClock: SessionClock {
    private struct Sleeper {
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = ContinuousClock.now
        var sleepers: [Int: Sleeper] = [:]
        var next = 0
        /// Sleeps that were cancelled before they had begun.
        var cancelled: Set<Int> = []
        /// Who waits for somebody to fall asleep.
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    public init() {}

    public var now: ContinuousClock.Instant { state.withLock(\.now) }

    public func sleep(until deadline: ContinuousClock.Instant) async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        defer { state.withLock { _ = $0.cancelled.remove(number) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                fallAsleep(number, Sleeper(deadline: deadline, continuation: continuation))
            }
        } onCancel: {
            cancel(number)
        }
    }

    /// How long each of those who sleep has still to sleep, the shortest first.
    public var sleeping: [Duration] {
        state.withLock { state in state.sleepers.values.map { $0.deadline - state.now }.sorted() }
    }

    /// Waits until somebody sleeps for a time that fits, and answers the shortest such.
    @discardableResult
    public func sleeper(where fits: @escaping @Sendable (Duration) -> Bool = { _ in true }) async throws -> Duration {
        try await within("somebody who sleeps on the manual clock") { [self] in
            while true {
                try Task.checkCancellation()
                if let found = sleeping.first(where: fits) { return found }
                await change(unless: fits)
            }
        }
    }

    /// Lets time pass, and wakes exactly those whose time has come, in the order of their deadlines.
    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let now = state.now
            let due = state.sleepers.filter { $0.value.deadline <= now }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.sorted { $0.deadline < $1.deadline }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    private func fallAsleep(_ number: Int, _ sleeper: Sleeper) {
        let (outcome, watchers): (Result<Void, CancellationError>?, [CheckedContinuation<Void, Never>]) =
            state.withLock { state in
                if state.cancelled.remove(number) != nil { return (.failure(CancellationError()), []) }
                if sleeper.deadline <= state.now { return (.success(()), []) }
                state.sleepers[number] = sleeper
                defer { state.watchers = [] }
                return (nil, state.watchers)
            }
        if let outcome { sleeper.continuation.resume(with: outcome) }
        for watcher in watchers { watcher.resume() }
    }

    private func cancel(_ number: Int) {
        let sleeper = state.withLock { state in
            let sleeper = state.sleepers.removeValue(forKey: number)
            if sleeper == nil { state.cancelled.insert(number) }
            return sleeper
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }

    /// Returns when somebody else has fallen asleep, or at once if one who fits has meanwhile, or on cancellation.
    private func change(unless fits: (Duration) -> Bool) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if Task.isCancelled || state.sleepers.values.contains(where: { fits($0.deadline - state.now) }) {
                        return true
                    }
                    state.watchers.append(continuation)
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            let watchers = state.withLock { state in
                defer { state.watchers = [] }
                return state.watchers
            }
            for watcher in watchers { watcher.resume() }
        }
    }
}
