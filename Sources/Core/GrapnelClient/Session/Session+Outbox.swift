internal import GrapnelKit
internal import GrapnelStore

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
        var last: Int64 = 0
        do {
            while live?.isReady == true {
                let waiting = try await surroundings.profile.pending(of: account.jid, after: last)
                guard !waiting.isEmpty else { return }
                for entry in waiting {
                    last = entry.number
                    guard try await transmit(entry) else { return }
                }
            }
        } catch {
            await complain("The outbox could not be read", error)
        }
    }

    /// Sends one message; answers false where the connection did not take it, so that it waits for the next.
    private func transmit(_ entry: JournalEntry) async throws -> Bool {
        let isRoom = entry.kind == .room
        if isRoom, surroundings.claims[entry.conversation] == nil {
            let room = entry.conversation.peer
            try await fail(entry, "You are not in \(room); type /join \(room) and say it again.")
            return true
        }
        let message = Message(
            isRoom ? .groupchat : .chat, to: entry.conversation.peer, id: entry.stanzaID ?? surroundings.newID(),
            body: entry.body)
        let outgoing = OutgoingMessage(
            account: account, conversation: entry.conversation, kind: entry.kind, stanza: message)
        switch await surroundings.hooks.messageSending.run(outgoing) {
        case .passed(let ready):
            do {
                try await send(ready.stanza.element)
            } catch {
                surroundings.log.note("\(account): a message stays in the outbox: \(error)")
                return false
            }
            if let sent = try await surroundings.profile.setState(of: entry.number, to: .sent) {
                await surroundings.front.present(.progress(sent))
            }
        case .consumed(let owner, let reason):
            try await fail(entry, "The plugin \(owner) held it back: \(reason)")
        case .failed(let owner, let error):
            try await fail(entry, "The plugin \(owner) could not prepare it, so it was not sent: \(error)")
        }
        return true
    }

    private func fail(_ entry: JournalEntry, _ reason: String) async throws {
        if let failed = try await surroundings.profile.setState(of: entry.number, to: .failed, failure: reason) {
            await surroundings.front.present(.progress(failed))
        }
    }
}
