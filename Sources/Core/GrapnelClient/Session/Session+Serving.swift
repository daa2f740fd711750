internal import GrapnelKit
internal import GrapnelStream

extension Session {
    /// What a part of a running session comes to.
    private enum Step: Sendable {
        /// The roster is known, so that senders can be told apart and stanzas may be taken in.
        case rosterKnown
        /// The reader returned: the stream is over, in order.
        case over
        case done
    }

    /// Serves a stream until its end.
    ///
    /// - Throws: what ended it, unless that was an orderly end that we asked for.
    func serve(_ opening: StreamOpening) async throws {
        let negotiated = opening.negotiated
        let writer = StreamWriter(opening.transport)
        live = Live(
            address: negotiated.stream.address, endpoint: opening.endpoint, features: negotiated.stream.features,
            tls: negotiated.tls, enabled: negotiated.stream.enabled, writer: writer, transport: opening.transport,
            requests: Requests(account: negotiated.stream.address),
            keepAlive: KeepAlive(now: surroundings.clock.now, settings: surroundings.keepAlive)
        )
        if negotiated.stream.enabled.contains(StreamNamespace.clientState) { live?.clientState = .inactive }
        surroundings.addresses[account.jid] = negotiated.stream.address
        try await runParts(of: opening, writer)
        if live?.isClosing == true { return }
        // The server has closed its side; ours is closed too before the connection is (RFC 6120 §4.4).
        if await writer.isIdle {
            do { try await opening.transport.write(StreamHeader.end) } catch {}
        }
        throw StreamError(.reset)
    }

    private func runParts(of opening: StreamOpening, _ writer: StreamWriter) async throws {
        let queue = StanzaQueue()
        try await withThrowingTaskGroup(of: Step.self) { group in
            defer {
                // Before the parts are waited for: one of them may be waiting for an answer that cannot come now.
                takeDown()
                queue.finish()
                group.cancelAll()
            }
            group.addTask {
                try await writer.run()
                return .done
            }
            group.addTask {
                try await self.read(opening.reader, after: opening.negotiated, into: queue)
                return .over
            }
            group.addTask {
                try await self.watch()
                return .done
            }
            group.addTask {
                try await self.loadRoster()
                return .rosterKnown
            }
            while let step = try await group.next() {
                switch step {
                case .over: return
                case .done: continue
                case .rosterKnown:
                    group.addTask {
                        await self.process(queue)
                        return .done
                    }
                    group.addTask {
                        try await self.appear()
                        return .done
                    }
                }
            }
        }
    }

    /// Sends presence, tells everybody that the session has begun, then sends what waits in the outbox.
    private func appear() async throws {
        let shown = ownPresence
        try await send(shown.element)
        guard let address = live?.address else { return }
        live?.isReady = true
        // It may have been changed while the first one was on its way.
        if ownPresence.element != shown.element { try await send(ownPresence.element) }
        await tellClientState()
        await change(.online(address))
        settle(nil)
        await surroundings.hooks.sessionStarted.tell(SessionStart(account: account, enabled: live?.enabled ?? []))
        await sendOutbox()
    }

    private func takeDown() {
        live?.isOver = true
        for waiter in live?.requests.disconnect() ?? [] { waiter.resume(throwing: RequestFailure.disconnected) }
    }

    /// Cleans up behind a stream, whatever ended it.
    func end() async {
        takeDown()
        guard let ended = live else { return }
        live = nil
        surroundings.addresses[account.jid] = nil
        surroundings.forgetRooms(account)
        roster.forgetPresence()
        for watcher in pushWatchers.values { watcher.finish() }
        await ended.transport.close()
        if ended.isReady { await surroundings.hooks.sessionEnded.tell(SessionEnd(account: account)) }
    }
}
