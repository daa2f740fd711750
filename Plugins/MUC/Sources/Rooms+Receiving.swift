internal import GrapnelKit

extension Rooms {
    /// Takes a presence; only one from a room of ours concerns us.
    func receive(presence: ReceivedPresence) async throws {
        guard let (id, nick) = place(of: presence.source, on: presence.account) else { return }
        let effects = table.update(id) { $0.receive(presence.stanza, from: nick) } ?? []
        try await perform(effects, in: id, on: presence.account)
    }

    /// Takes a message of type groupchat from a room of ours; private messages stay as they are (XEP-0045 §7.5), and
    /// the core ends what pretends to come from a room that nobody has claimed.
    func receive(message: IncomingMessage) async throws -> Verdict<IncomingMessage> {
        guard message.stanza.kind == .groupchat,
            let (id, nick) = place(of: message.source, on: message.account)
        else { return .pass }
        let outcome = table.update(id) { room in
            nick.map { room.receive(message, from: $0) } ?? room.receiveFromRoom(message.stanza)
        }
        switch outcome {
        case .speech(let speech): return .replace(speech)
        case .handled(let sentences, let reason):
            for sentence in sentences { tell(sentence, in: id, on: message.account) }
            return .consume(reason: reason)
        case nil: return .pass
        }
    }

    /// Tells when the room refused a subject (XEP-0045 §8.1).
    func receive(failure: FailedMessage) async throws {
        guard let (id, _) = place(of: failure.source, on: failure.account), let stanza = failure.stanza.id else {
            return
        }
        let isOurs = table.update(id) { room in
            defer { room.subjectRequests.removeAll { $0 == stanza } }
            return room.subjectRequests.contains(stanza)
        }
        guard isOurs == true else { return }
        let error = failure.stanza.error ?? StanzaError(.undefinedCondition)
        let why = error.condition == .forbidden ? "Only moderators may do this here." : error.description
        tell("The subject was not changed. \(why)", in: id, on: failure.account)
    }

    /// Remembers what we say in rooms, to recognise it in their history.
    func note(stored entry: JournalEntry) async throws {
        guard entry.kind == .room, entry.direction == .outgoing else { return }
        _ = table.update(entry.conversation) { $0.recent.insert(nick: $0.nick, id: entry.stanzaID) }
    }

    /// The room, and the nick of an occupant, that a source stands for.
    private func place(of source: Source, on account: Account) -> (ConversationID, String?)? {
        switch source {
        case .room(let room): (ConversationID(account: account.jid, peer: room), nil)
        case .occupant(let who): (ConversationID(account: account.jid, peer: who.room), who.nick)
        default: nil
        }
    }
}
