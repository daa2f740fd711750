internal import GrapnelKit
internal import Synchronization

/// Stanzas between the reader and the pipeline of one session, in order.
///
/// It holds at most ``bound`` of them; the reader waits while it is full, which fills the socket's buffers and slows
/// the server. Replies to requests never pass through here, so a handler may await one while others wait.
final class StanzaQueue: Sendable {
    static let bound = 1000

    /// What comes in the order of the stream.
    enum Item: Sendable {
        /// A stanza, and whether it counts for stream management.
        case stanza(XMLElement, isCounted: Bool)
        /// The place of a counted stanza that was dealt with at once.
        case consumed
    }

    private struct State {
        var items: [Item] = []
        var isFinished = false
        var reader: CheckedContinuation<Void, Never>?
        var taker: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Whether there is no room for more.
    var isFull: Bool { state.withLock { $0.items.count >= Self.bound } }

    /// Adds stanzas, and waits while there is no room for more, unless the task is cancelled.
    func add(_ items: [Item]) async {
        let taker = state.withLock { state in
            state.items.append(contentsOf: items)
            defer { state.taker = nil }
            return state.taker
        }
        taker?.resume()
        guard isFull else { return }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if state.isFinished || state.items.count < Self.bound || Task.isCancelled { return true }
                    state.reader = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            releaseReader()
        }
    }

    private func releaseReader() {
        let reader = state.withLock { state in
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    /// Everything that waits, at least one; nil once the queue is finished and empty.
    func takeAll() async -> [Item]? {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.isFinished || !state.items.isEmpty { return true }
                state.taker = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
        let (items, reader) = state.withLock { state in
            defer {
                state.items = []
                state.reader = nil
            }
            return (state.items, state.reader)
        }
        reader?.resume()
        return items.isEmpty ? nil : items
    }

    /// Ends the queue; what is in it can still be taken.
    func finish() {
        let waiting = state.withLock { state in
            state.isFinished = true
            defer {
                state.reader = nil
                state.taker = nil
            }
            return [state.reader, state.taker]
        }
        for continuation in waiting { continuation?.resume() }
    }
}
