internal import GrapnelStore
internal import GrapnelStream
internal import Synchronization

extension StreamWriter {
    /// Takes the server's count; answers whether it acknowledged anything.
    func acknowledge(_ handled: UInt32) throws(CountMismatch) -> Bool {
        try state.withLock { state throws(CountMismatch) in
            guard let acknowledged = try state.outbound?.acknowledge(handled) else { return false }
            if !state.isClosed, state.outbound?.request() == true {
                let octets = StreamManagement.Element.request.octets
                state.queue.append(Entry(octets: octets, isStanza: false, content: nil))
                state.size += octets.count
            }
            // There may be room for what waits.
            state.signal?.yield()
            return !acknowledged.isEmpty
        }
    }

    /// How many stanzas the server has acknowledged; nil where it acknowledges nothing.
    var acknowledged: UInt32? { state.withLock { $0.outbound?.acknowledged } }

    /// Whether the server owes an acknowledgement that it was asked for.
    var isAwaitingAnswer: Bool { state.withLock { $0.outbound?.isAwaitingAnswer ?? false } }

    /// Goes on upon a new connection, on which the server says how far it had come.
    func resume(_ handled: UInt32) throws(CountMismatch) {
        try state.withLock { state throws(CountMismatch) in
            _ = try state.outbound?.resume(handled)
            state.again = state.outbound.map { Array($0.unacknowledged.joined()) } ?? []
        }
    }

    /// Ends the connection: what is counted or waits for the next one stays, where there can be a next one.
    func breakOff(_ error: any Error) {
        let (given, waiting) = state.withLock { state -> ([Waiter], [Waiter]) in
            state.signal?.finish()
            state.signal = nil
            state.isClosed = false
            guard state.outbound != nil else {
                state.failure = state.failure ?? error
                let waiters = state.queue.compactMap(\.waiter)
                (state.queue, state.size) = ([], 0)
                return (waiters, [])
            }
            let lost = state.queue.filter { !$0.waitsForConnection }.compactMap(\.waiter)
            let kept = state.queue.filter(\.waitsForConnection)
            state.queue = kept.map { entry in
                var entry = entry
                entry.waiter = nil
                return entry
            }
            state.size = kept.reduce(0) { $0 + $1.octets.count }
            return (lost, kept.compactMap(\.waiter))
        }
        for waiter in given { waiter.resume(throwing: error) }
        for waiter in waiting { waiter.resume() }
    }

    /// Ends it for good; answers the stanzas that are worth keeping and were on no connection.
    func end(_ error: any Error) -> [[UInt8]] {
        breakOff(error)
        return state.withLock { state in
            state.failure = state.failure ?? error
            defer { (state.queue, state.size, state.again) = ([], 0, []) }
            return state.queue.compactMap { entry in
                guard case .stanza(let octets)? = entry.content else { return nil }
                return octets
            }
        }
    }
}
