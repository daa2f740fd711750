internal import GrapnelKit
internal import GrapnelStore

/// The core's own steps of an incoming message, registered like anybody's, so that `/hooks` shows them.
struct CorePipeline: Sendable {
    let profile: Profile
    let hooks: HookTable
    let front: any Front
    let unshown: UnshownEntries

    func register() throws(CommandError) {
        try add(.validate, "sender", checkSender)
        try add(.deduplicate, "journal", recognise)
        try add(.store, "journal", store)
        try add(.notify, "front", show)
    }

    private func add(
        _ stage: Stage, _ name: String, _ body: @escaping FilterBody<IncomingMessage>
    ) throws(CommandError) {
        _ = try hooks.add(
            .messageReceived, at: stage, name: name, before: [], after: [], owner: Ledger.core, body)
    }

    /// What is said in a room counts only while a plugin is in it (XEP-0045 §7.4).
    @Sendable private func checkSender(_ message: IncomingMessage) async throws -> Verdict<IncomingMessage> {
        guard message.stanza.kind == .groupchat, message.kind != .room else { return .pass }
        return .consume(reason: "from a room that nobody has joined")
    }

    /// Our own words coming back from a room, and a room's history that is known already.
    @Sendable private func recognise(_ message: IncomingMessage) async throws -> Verdict<IncomingMessage> {
        guard message.kind == .room, let draft = Self.draft(message) else { return .pass }
        if message.direction == .outgoing, let id = message.stanza.id,
            let own = try await profile.outgoing(id, in: message.conversation)
        {
            if let confirmed = try await profile.setState(of: own.number, to: .confirmed) {
                await front.present(.progress(confirmed))
            }
            return .consume(reason: "our own words, come back")
        }
        if message.isDelayed, try await profile.repeated(draft) != nil {
            return .consume(reason: "history that is in the journal")
        }
        return .pass
    }

    @Sendable private func store(_ message: IncomingMessage) async throws -> Verdict<IncomingMessage> {
        guard let draft = Self.draft(message) else { return .pass }
        switch try await profile.append(draft, handled: message.count) {
        case .duplicate(let entry):
            guard unshown.take(entry) else { return .consume(reason: "in the journal already") }
            return .replace(message.stored(as: entry))
        case .stored(let entry):
            await hooks.messageStored.tell(entry)
            return .replace(message.stored(as: entry))
        }
    }

    @Sendable private func show(_ message: IncomingMessage) async throws -> Verdict<IncomingMessage> {
        if let entry = message.entry { await front.present(.message(entry)) }
        return .pass
    }

    /// A message for people; nil for one without text, which the journal does not keep.
    static func draft(_ message: IncomingMessage) -> JournalDraft? {
        guard let body = message.stanza.body, !body.isEmpty else { return nil }
        var draft = JournalDraft(
            message.conversation, kind: message.kind, direction: message.direction, author: message.author,
            body: body, stanzaID: message.stanza.id, archiveID: message.archiveID, sent: message.sent,
            state: state(of: message), isDelayed: message.isDelayed)
        draft.repeatWindow = message.repeatWindow
        draft.firstOfStream = message.firstOfStream
        return draft
    }

    /// Our own words that come back from a room have reached everybody there; those of another device have been sent.
    private static func state(of message: IncomingMessage) -> JournalEntry.State {
        guard message.direction == .outgoing else { return .received }
        return message.kind == .room ? .confirmed : .sent
    }
}

extension IncomingMessage {
    fileprivate func stored(as entry: JournalEntry) -> IncomingMessage {
        var stored = self
        stored.entry = entry
        return stored
    }
}
