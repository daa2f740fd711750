internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

extension Session {
    /// Puts a message into the journal, shows it, and sends what waits.
    func say(_ text: String, in conversation: ConversationID, kind: ConversationKind) async throws {
        let author = kind == .room ? surroundings.claims[conversation]?.occupant.resource : nil
        let outcome = try await surroundings.profile.append(
            JournalDraft(
                conversation, kind: kind, direction: .outgoing, author: author ?? account.jid.description, body: text,
                stanzaID: surroundings.newID()))
        await surroundings.front.present(.message(outcome.entry))
        await surroundings.hooks.messageStored.tell(outcome.entry)
        await sendOutbox()
    }

    /// Sends what waits, in order; a second call while one runs goes through it again afterwards.
    func sendOutbox() async {
        let earlier = outboxRun
        let run = Task {
            await earlier?.value
            await self.emptyOutbox()
        }
        outboxRun = run
        await run.value
        if outboxRun == run { outboxRun = nil }
    }

    private func emptyOutbox() async {
        guard let session = live?.number, let writer = live?.writer else { return }
        do {
            try await emptyOutbox(of: session)
        } catch {
            await complain("The outbox could not be read", error)
        }
        // The next run must find the position of everything that this one has posted.
        _ = await flush(writer)
    }

    private func emptyOutbox(of session: Int) async throws {
        var last: Int64 = 0
        while let live = sending(session) {
            let waiting = try await surroundings.profile.pending(of: account.jid, after: last)
            guard !waiting.isEmpty else { return }
            for entry in waiting {
                last = entry.number
                guard let ready = try await prepare(entry) else { continue }
                // Another session has to decide about older messages first.
                guard sending(session) != nil else { return }
                guard try await post(ready, entry, live.writer) else { return }
            }
            guard await flush(live.writer) else { return }
        }
    }

    /// The session with this number, while messages may leave in it.
    private func sending(_ session: Int) -> Live? {
        guard let live, live.number == session, live.isOutboxOpen, live.stream != nil, !live.isClosing, !live.isOver
        else { return nil }
        return live
    }

    /// The stanza that a message leaves as; nil for one that does not leave.
    private func prepare(_ entry: JournalEntry) async throws -> XMLElement? {
        let isRoom = entry.kind == .room
        if isRoom, surroundings.claims[entry.conversation] == nil {
            let room = entry.conversation.peer
            try await fail(entry, "You are not in \(room); type /join \(room) and say it again.")
            return nil
        }
        let message = Message(
            isRoom ? .groupchat : .chat, to: entry.conversation.peer, id: entry.stanzaID ?? surroundings.newID(),
            body: entry.body)
        let outgoing = OutgoingMessage(
            account: account, conversation: entry.conversation, kind: entry.kind, stanza: message)
        switch await surroundings.hooks.messageSending.run(outgoing) {
        case .passed(let ready): return ready.stanza.element
        case .consumed(let owner, let reason):
            try await fail(entry, "The plugin \(owner) held it back: \(reason)")
        case .failed(let owner, let error):
            try await fail(entry, "The plugin \(owner) could not prepare it, so it was not sent: \(error)")
        }
        return nil
    }

    /// Sends one message; answers false where the connection did not take it, so that it waits for the next.
    ///
    /// Where the server acknowledges messages, one is sent once it is acknowledged; elsewhere once it is written.
    private func post(_ stanza: XMLElement, _ entry: JournalEntry, _ writer: StreamWriter) async throws -> Bool {
        do {
            // What waits already may fill the writer; then it has to be out first.
            if writer.isFull { try await writer.flush() }
            try writer.post(stanza, keeping: .message(entry.number))
        } catch {
            surroundings.log.note("\(account): a message stays in the outbox: \(error)")
            return false
        }
        _ = live?.stream?.keepAlive.handle(.sent(surroundings.clock.now))
        guard writer.acknowledged == nil else { return true }
        guard await flush(writer) else { return false }
        if let sent = try await surroundings.profile.setState(of: entry.number, to: .sent) {
            await surroundings.front.present(.progress(sent))
        }
        return true
    }

    private func flush(_ writer: StreamWriter) async -> Bool {
        do {
            try await writer.flush()
            return true
        } catch {
            surroundings.log.note("\(account): messages stay in the outbox: \(error)")
            return false
        }
    }

    private func fail(_ entry: JournalEntry, _ reason: String) async throws {
        if let failed = try await surroundings.profile.setState(of: entry.number, to: .failed, failure: reason) {
            await surroundings.front.present(.progress(failed))
        }
    }
}
