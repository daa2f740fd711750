internal import Synchronization

/// A bounded queue from a thread to one task that takes from it.
final class Inbox<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var taker: CheckedContinuation<Element?, Never>?
        var isClosed = false
    }

    /// The most elements that wait; ``isFull`` tells the thread to stop producing.
    let bound: Int

    private let state = Mutex(State())

    init(bound: Int) {
        self.bound = bound
    }

    /// Whether the thread should wait before it adds more.
    var isFull: Bool { state.withLock { $0.elements.count >= bound } }

    /// Adds an element; one beyond twice the bound is dropped, which a producer that looks at ``isFull`` never meets.
    func add(_ element: Element) {
        let taker: CheckedContinuation<Element?, Never>? = state.withLock { state in
            if state.isClosed { return nil }
            if let taker = state.taker {
                state.taker = nil
                return taker
            }
            if state.elements.count < bound * 2 { state.elements.append(element) }
            return nil
        }
        taker?.resume(returning: element)
    }

    /// Ends the queue; what is in it can still be taken.
    func close() {
        let taker = state.withLock { state in
            state.isClosed = true
            defer { state.taker = nil }
            return state.taker
        }
        taker?.resume(returning: nil)
    }

    /// Ends the queue and drops what is in it.
    func end() {
        state.withLock { $0.elements = [] }
        close()
    }

    /// The next element; nil at the end of the queue or when the task is cancelled.
    func next() async -> Element? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Element?? = state.withLock { state in
                    if !state.elements.isEmpty { return .some(state.elements.removeFirst()) }
                    if state.isClosed || Task.isCancelled || state.taker != nil { return .some(nil) }
                    state.taker = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let taker = state.withLock { state in
                defer { state.taker = nil }
                return state.taker
            }
            taker?.resume(returning: nil)
        }
    }
}
