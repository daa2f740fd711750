internal import GrapnelKit
internal import Synchronization

/// Stanzas between the reader and the pipeline of one session, in order.
///
/// It holds at most ``bound`` stanzas; the reader waits while it is full, which fills the socket's buffers and slows
/// the server. Replies to requests never pass through here, so a handler may await one while the queue is full.
final class StanzaQueue: Sendable {
    static let bound = 1000

    private struct State {
        var stanzas: [XMLElement] = []
        var isFinished = false
        var reader: CheckedContinuation<Void, Never>?
        var taker: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Adds stanzas, and waits while there is no room for more.
    func add(_ stanzas: [XMLElement]) async {
        let taker = state.withLock { state in
            state.stanzas.append(contentsOf: stanzas)
            defer { state.taker = nil }
            return state.taker
        }
        taker?.resume()
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.isFinished || state.stanzas.count < Self.bound { return true }
                state.reader = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
    }

    /// Everything that waits, at least one; nil once the queue is finished and empty.
    func takeAll() async -> [XMLElement]? {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.isFinished || !state.stanzas.isEmpty { return true }
                state.taker = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
        let (stanzas, reader) = state.withLock { state in
            defer {
                state.stanzas = []
                state.reader = nil
            }
            return (state.stanzas, state.reader)
        }
        reader?.resume()
        return stanzas.isEmpty ? nil : stanzas
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
