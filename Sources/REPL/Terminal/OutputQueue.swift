internal import Synchronization

/// What waits to be printed, with a bound: whoever adds asynchronously waits for room.
final class OutputQueue: Sendable {
    private struct State {
        var lines: [Line] = []
        var dropped = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isClosed = false
    }

    /// The most lines that wait before those who add have to.
    static let room = 256

    /// The most lines that wait in all; a command that prints more without waiting loses the rest, and a line says so.
    static let bound = 10_000

    private let state = Mutex(State())

    /// Adds lines when there is room; answers whether they were added, which they are not once the queue is closed.
    func add(_ lines: [Line]) async -> Bool {
        while true {
            let answer: Bool? = state.withLock { state in
                if state.isClosed { return false }
                guard state.lines.count < Self.room else { return nil }
                state.lines += lines
                return true
            }
            if let answer { return answer }
            await waitForRoom()
        }
    }

    /// Adds a line at once; beyond the bound it is counted instead.
    func addNow(_ line: Line) {
        state.withLock { state in
            if state.isClosed { return }
            if state.lines.count < Self.bound { state.lines.append(line) } else { state.dropped += 1 }
        }
    }

    /// Everything that waits; lets those who wait for room go on.
    func take() -> [Line] {
        let (lines, waiting) = state.withLock { state in
            var lines: [Line] = []
            swap(&lines, &state.lines)
            if state.dropped > 0 { lines.append(Line(own: "… \(state.dropped) more lines were left out.", .dim)) }
            state.dropped = 0
            defer { state.waiting = [] }
            return (lines, state.waiting)
        }
        waiting.forEach { $0.resume() }
        return lines
    }

    /// Refuses whatever comes from now on and lets everybody go who waits.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        waiting.forEach { $0.resume() }
    }

    private func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                guard !state.isClosed, state.lines.count >= Self.room else { return false }
                state.waiting.append(continuation)
                return true
            }
            if !mustWait { continuation.resume() }
        }
    }
}
