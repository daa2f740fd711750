internal import GrapnelKit
internal import GrapnelStream

extension Session {
    /// Reads until the stream ends; answers to requests go to whoever asked at once, everything else into the queue.
    func read(
        _ reader: StreamReader, after negotiated: StreamNegotiator.Result, into queue: StanzaQueue
    ) async throws {
        let uncounted = negotiated.stream.uncounted.map { StreamReader.Event(event: .element($0), unread: 0) }
        if try await take(uncounted, areCounted: false, into: queue) { return }
        if try await take(negotiated.remainder, into: queue) { return }
        while true {
            guard let batch = try await reader.next() else {
                if live?.isClosing == true { return }
                throw TransportError(.closed, account.server.description)
            }
            _ = live?.stream?.keepAlive.handle(.received(surroundings.clock.now))
            if try await take(batch.events, into: queue) { return }
            if let error = batch.error {
                // Taken up again, it would bring the same once more.
                live?.canResume = false
                await refuse(StreamError(StreamError.Condition(rawValue: error.condition.rawValue)))
                throw error
            }
        }
    }

    /// Answers whether the stream is over.
    private func take(
        _ events: [StreamReader.Event], areCounted: Bool = true, into queue: StanzaQueue
    ) async throws -> Bool {
        var items: [StanzaQueue.Item] = []
        for event in events {
            switch event.event {
            case .opened:
                break
            case .closed:
                await add(items, to: queue)
                return true
            case .element(let element):
                if let error = StreamError(element) {
                    // What the server sent before it is good.
                    await add(items, to: queue)
                    throw error
                }
                if StreamManagement.isManaging(element) {
                    try await manage(element)
                } else if let item = take(element, isCounted: areCounted && Self.isStanza(element)) {
                    items.append(item)
                }
            }
        }
        if !items.isEmpty { await add(items, to: queue) }
        return false
    }

    /// Deals with what needs no turn at once; answers what has to wait for its turn.
    private func take(_ element: XMLElement, isCounted: Bool) -> StanzaQueue.Item? {
        let isCounted = isCounted && live?.inbound != nil
        // It was here before the stream broke.
        if isCounted, live?.inbound?.receive() == false { return nil }
        if let waiter = live?.requests.take(answeredBy: element) {
            Self.resume(waiter, with: element)
        } else if live?.collector.take(element) != true {
            return .stanza(element, isCounted: isCounted)
        }
        guard isCounted else { return nil }
        guard live?.inbound?.waiting == 1 else { return .consumed }
        noteHandled()
        return nil
    }

    private func add(_ items: [StanzaQueue.Item], to queue: StanzaQueue) async {
        // Whoever waits for the roster could wait for ever behind a full queue; the one we have has to do then.
        if queue.isFull { beginProcessing() }
        await queue.add(items)
    }

    private static func isStanza(_ element: XMLElement) -> Bool {
        element.namespace == clientNamespace && ["message", "presence", "iq"].contains(element.name)
    }

    private static func resume(_ waiter: CheckedContinuation<IQ, any Error>, with element: XMLElement) {
        do {
            let reply = try IQ(element)
            if let error = reply.error { throw error }
            waiter.resume(returning: reply)
        } catch {
            waiter.resume(throwing: error)
        }
    }

    /// Looks after a silent connection and overdue answers until the stream ends.
    func watch() async throws {
        while let stream = live?.stream {
            try await surroundings.clock.sleep(for: .milliseconds(500))
            let now = surroundings.clock.now
            if live?.inbound?.tick() == true { stream.owed.yield() }
            if live?.writer.isAwaitingAnswer == true { _ = live?.stream?.keepAlive.handle(.asked(now)) }
            switch live?.stream?.keepAlive.handle(.tick(now)) {
            case .sendWhitespace?:
                live?.writer.post([0x20])
            case .sendPing?:
                ask()
            case .dead?:
                throw TransportError(.timedOut, account.server.description)
            case nil:
                break
            }
        }
    }

    /// Asks the server for any sign of life; where it has stream management, for an acknowledgement.
    func ask() {
        guard let live else { return }
        if live.inbound != nil {
            live.writer.post(StreamManagement.Element.request.octets)
            return
        }
        let ping = IQ(.get, to: account.server, id: surroundings.newID(), payload: XMLElement("ping", "urn:xmpp:ping"))
        do {
            try live.writer.post(ping.element)
        } catch {
            surroundings.log.note("\(account): the server could not be asked whether it is there: \(error)")
        }
    }
}
