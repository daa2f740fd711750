internal import GrapnelKit
internal import GrapnelStream

extension Session {
    /// Reads until the stream ends; answers to requests go to whoever asked at once, everything else into the queue.
    func read(
        _ reader: StreamReader, after negotiated: StreamNegotiator.Result, into queue: StanzaQueue
    ) async throws {
        defer { queue.finish() }
        let uncounted = negotiated.stream.uncounted.map { StreamReader.Event(event: .element($0), unread: 0) }
        if try await take(uncounted, into: queue) { return }
        if try await take(negotiated.remainder, into: queue) { return }
        while true {
            guard let batch = try await reader.next() else {
                if live?.isClosing == true { return }
                throw TransportError(.closed, account.server.description)
            }
            _ = live?.keepAlive.handle(.received(surroundings.clock.now))
            if try await take(batch.events, into: queue) { return }
            if let error = batch.error {
                await refuse(StreamError.Condition(rawValue: error.condition.rawValue))
                throw error
            }
        }
    }

    /// Answers whether the stream is over.
    private func take(_ events: [StreamReader.Event], into queue: StanzaQueue) async throws -> Bool {
        var stanzas: [XMLElement] = []
        for event in events {
            switch event.event {
            case .opened:
                break
            case .closed:
                await queue.add(stanzas)
                return true
            case .element(let element):
                if let error = StreamError(element) {
                    // What the server sent before it is good.
                    await queue.add(stanzas)
                    throw error
                }
                if let waiter = live?.requests.take(answeredBy: element) {
                    Self.resume(waiter, with: element)
                } else if live?.collector.take(element) != true {
                    stanzas.append(element)
                }
            }
        }
        if !stanzas.isEmpty { await queue.add(stanzas) }
        return false
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

    /// Tells the server what is wrong with its stream and closes ours.
    private func refuse(_ condition: StreamError.Condition) async {
        guard let live else { return }
        var octets: [UInt8] = []
        StreamError(condition).element.write(into: &octets, within: clientNamespace)
        // The connection may be gone already; the error that closes the session says why.
        do { try await live.writer.write(octets + StreamHeader.end) } catch {}
    }

    /// Sends unavailable presence and the end tag; the server's end tag ends the reader.
    func sayGoodbye() async {
        guard let live else { return }
        do {
            if live.isReady { try await live.writer.write(Presence(.unavailable).element) }
            try await live.writer.write(StreamHeader.end)
        } catch {
            surroundings.log.note("\(account): the stream was gone before it could be closed: \(error)")
        }
    }

    /// Looks after silent connections and overdue requests until the session ends.
    func watch() async throws {
        while live != nil {
            try await surroundings.clock.sleep(for: .milliseconds(500))
            let now = surroundings.clock.now
            for waiter in live?.requests.expire(now: now) ?? [] { waiter.resume(throwing: RequestFailure.timedOut) }
            switch live?.keepAlive.handle(.tick(now)) {
            case .sendWhitespace?:
                await live?.writer.post([0x20])
            case .sendPing?:
                await ask()
            case .dead?:
                throw TransportError(.timedOut, account.server.description)
            case nil:
                break
            }
        }
    }

    /// Asks the server for a sign of life.
    func ask() async {
        let ping = IQ(.get, to: account.server, id: surroundings.newID(), payload: XMLElement("ping", "urn:xmpp:ping"))
        var octets: [UInt8] = []
        ping.element.write(into: &octets, within: clientNamespace)
        await live?.writer.post(octets)
    }
}
