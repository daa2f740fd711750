internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream
internal import Synchronization

extension StreamWriter {
    /// Sends a stanza without waiting for it; those of one caller leave in their order.
    ///
    /// - Parameter content: what the profile keeps of it where the server acknowledges stanzas.
    /// - Throws: ``TransportError`` where nothing can be sent, or too much waits already.
    func post(_ stanza: XMLElement, keeping content: SentStanza.Content? = nil) throws {
        try add(Entry(octets: Self.octets(of: stanza), isStanza: true, content: content))
    }

    /// Sends a stanza that the profile has kept under a number.
    func post(_ octets: [UInt8], kept number: Int64) throws {
        try add(Entry(octets: octets, isStanza: true, content: .kept(number)))
    }

    /// Sends a stanza; returns when the connection has taken it, or when it waits for the next connection.
    ///
    /// - Throws: ``TransportError`` when it was not written, or not surely.
    func write(_ stanza: XMLElement, keeping content: SentStanza.Content? = nil) async throws {
        try await write(Entry(octets: Self.octets(of: stanza), isStanza: true, content: content))
    }

    /// Sends the last octets of the stream, up to its end tag.
    func close(with octets: [UInt8]) async throws {
        try await write(Entry(octets: octets, isStanza: false, content: nil, isLast: true))
    }

    /// Returns when everything that was posted before is on the connection.
    func flush() async throws {
        try await write(Entry(octets: [], isStanza: false, content: nil))
    }

    /// Sends octets that are no stanza without waiting for it; between two connections they are not worth keeping.
    func post(_ octets: [UInt8]) {
        state.withLock { state in
            guard state.failure == nil, state.signal != nil, !state.isClosed, state.size < Self.bound else { return }
            state.queue.append(Entry(octets: octets, isStanza: false, content: nil))
            state.size += octets.count
            state.signal?.yield()
        }
    }

    /// Whether nothing waits or is being written.
    var isIdle: Bool { state.withLock { $0.queue.isEmpty && !$0.isWriting } }

    /// Whether nothing more is taken until some of it is written.
    var isFull: Bool { state.withLock { $0.size >= Self.bound } }

    static func octets(of stanza: XMLElement) -> [UInt8] {
        var octets: [UInt8] = []
        stanza.write(into: &octets, within: clientNamespace)
        return octets
    }

    private func write(_ entry: Entry) async throws {
        try await withCheckedThrowingContinuation { waiter in
            var entry = entry
            entry.waiter = waiter
            do { try add(entry) } catch { waiter.resume(throwing: error) }
        }
    }

    private func add(_ entry: Entry) throws {
        let (failure, waiter) = state.withLock { state -> ((any Error)?, Waiter?) in
            if let failure = state.failure { return (failure, nil) }
            if state.isClosed || (state.signal == nil && !entry.waitsForConnection) {
                return (TransportError(.closed), nil)
            }
            // Whoever waits for the rest to be written adds nothing.
            guard state.size < Self.bound || entry.octets.isEmpty else {
                let detail = "the server takes nothing; \(state.size) octets are waiting"
                return (TransportError(.timedOut, "", detail: detail), nil)
            }
            state.isClosed = entry.isLast
            var entry = entry
            // Between two connections nobody has to wait for it.
            let waiter = state.signal == nil ? entry.waiter : nil
            if waiter != nil { entry.waiter = nil }
            state.queue.append(entry)
            state.size += entry.octets.count
            state.signal?.yield()
            return (nil, waiter)
        }
        if let failure { throw failure }
        waiter?.resume()
    }
}

extension StreamWriter.Entry {
    /// Whether it is kept in memory between two connections: octets are of no use on another one, and a message has
    /// its place in the outbox.
    var waitsForConnection: Bool {
        if case .message? = content { false } else { isStanza }
    }
}
