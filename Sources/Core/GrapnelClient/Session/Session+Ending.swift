internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

extension Session {
    /// How long a broken session is held where the server does not say how long it holds it.
    private static let usualPatience = Duration.seconds(600)

    /// Sends unavailable presence and the end tag; the server's end tag ends the reader.
    func sayGoodbye() async {
        guard let live else { return }
        do {
            if live.isReady { try await live.writer.write(Presence(.unavailable).element) }
            if live.inbound != nil {
                // So that neither side sends again what the other has (XEP-0198 §4).
                await answer()
                live.writer.post(StreamManagement.Element.request.octets)
            }
            try await live.writer.close(with: StreamHeader.end)
        } catch {
            surroundings.log.note("\(account): the stream was gone before it could be closed: \(error)")
        }
    }

    /// Lets go of a connection that broke, and holds the session for the next one.
    func holdOn() async {
        let transport = live?.stream?.transport
        if live?.stream != nil { live?.brokenAt = surroundings.clock.now }
        live?.stream = nil
        await transport?.close()
    }

    /// Whether the server may still have the session.
    var isWorthResuming: Bool {
        guard let live, live.isHeld else { return false }
        let patience = live.grant?.maximum ?? Self.usualPatience
        return live.brokenAt.map { surroundings.clock.now - $0 < patience } ?? true
    }

    func takeDown() {
        live?.isOver = true
        for waiter in live?.requests.disconnect() ?? [] { waiter.resume(throwing: RequestFailure.disconnected) }
    }

    /// Cleans up behind a session, whatever ended it.
    func end() async {
        // Without stream management the server does not send again what came before the roster.
        if live?.inbound == nil { beginProcessing() }
        takeDown()
        guard let ended = live else { return }
        let unsent = ended.writer.end(TransportError(.closed, account.server.description))
        ended.queue.finish()
        // What came is taken in, since the server may not send it again.
        ended.processor?.cancel()
        for task in ended.tasks.values { task.cancel() }
        await ended.processor?.value
        for task in ended.tasks.values { await task.value }
        await noteAcknowledged()
        await keep(unsent)
        live = nil
        surroundings.addresses[account.jid] = nil
        surroundings.forgetRooms(account)
        roster.forgetPresence()
        for watcher in pushWatchers.values { watcher.finish() }
        await ended.stream?.transport.close()
        if ended.isReady { await surroundings.hooks.sessionEnded.tell(SessionEnd(account: account)) }
    }

    private func keep(_ stanzas: [[UInt8]]) async {
        guard !stanzas.isEmpty else { return }
        do {
            try await surroundings.profile.keepStanzas(stanzas, of: account.jid)
        } catch {
            await complain("What was not sent could not be kept", error)
        }
    }

    /// Forgets a stream that is over on both sides, or that would only break again.
    func forgetStream() async {
        do {
            let sent = try await surroundings.profile.endStream(of: account.jid, handled: nil)
            for entry in sent { await surroundings.front.present(.progress(entry)) }
        } catch let error where error.condition == .missing {
            // The account was removed, and its stream with it.
        } catch {
            await complain("The end of the stream could not be noted", error)
        }
    }
}
