@testable public import GrapnelKit
internal import Synchronization

extension FakeCore {
    /// Delivers a presence; its source follows from what is claimed.
    public func receive(presence xml: String) async throws {
        let stanza = try Presence(XMLElement(parsing: xml))
        let event = ReceivedPresence(account: account, source: source(of: stanza.from), stanza: stanza)
        for observer in state.withLock({ $0.observers["presence-received"] ?? [] }) { try await observer(event) }
    }

    /// Delivers a message through the filters; answers what is left of it, nil where a filter consumed it.
    public func receive(message xml: String) async throws -> IncomingMessage? {
        let stanza = try Message(XMLElement(parsing: xml))
        let peer = stanza.from ?? account.jid
        let delay = stanza[Delay.self]
        let message = IncomingMessage(
            account: account, source: source(of: stanza.from), stanza: stanza,
            conversation: ConversationID(account: account.jid, peer: peer), kind: .direct, direction: .incoming,
            author: peer.bare.description, sent: delay?.stamp ?? Timestamp(milliseconds: 0), isDelayed: false)
        switch try await run(message, through: .messageReceived) {
        case .passed(let message): return message
        case .consumed: return nil
        case .failed(_, let error): throw error
        }
    }

    /// An error that answers a message of this account.
    public func receive(failure xml: String) async throws {
        let stanza = try Message(XMLElement(parsing: xml))
        let event = FailedMessage(account: account, source: source(of: stanza.from), stanza: stanza)
        for observer in state.withLock({ $0.observers["message-failed"] ?? [] }) { try await observer(event) }
    }

    /// Puts a message of this account into the journal.
    public func store(outgoing body: String, id: String, in room: JID) async throws {
        let entry = JournalEntry(
            number: 1, conversation: ConversationID(account: account.jid, peer: room), kind: .room,
            direction: .outgoing, author: account.description, body: body, stanzaID: id, sent: .now, state: .pending,
            failure: nil, isDelayed: false)
        for observer in state.withLock({ $0.observers["message-stored"] ?? [] }) { try await observer(entry) }
    }

    private func source(of from: JID?) -> Source {
        guard let from else { return .account(resource: nil) }
        if claims.contains(from.bare) {
            return from.resource.map { .occupant(RoomOccupant(room: from.bare, nick: $0)) } ?? .room(from)
        }
        if from == account.server { return .server }
        return .stranger(from)
    }
}
