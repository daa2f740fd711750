internal import GrapnelKit
internal import GrapnelStore

extension Session {
    /// What a message of the account's own archive, or a copy that its server sent, is to the account.
    func unwrap(_ carried: CarriedMessage) async throws -> IncomingMessage? {
        let stanza = carried.stanza
        guard carried.archive.map({ $0.bare == account.jid }) ?? true, stanza.kind != .error,
            stanza.kind != .groupchat
        else { return nil }
        let from = stanza.from ?? account.jid
        let isOurs = from.bare == account.jid
        if !isOurs, let to = stanza.to, to.bare != account.jid { return nil }
        let other = isOurs ? stanza.to ?? account.jid : from
        let nick = try await isOccupant(other, stanza) ? other.resource : nil
        return IncomingMessage(
            account: account, source: source(of: stanza), stanza: stanza,
            conversation: ConversationID(account: account.jid, peer: nick == nil ? other.bare : other), kind: .direct,
            direction: isOurs ? .outgoing : .incoming,
            author: isOurs ? account.jid.description : nick ?? other.bare.description,
            sent: min(carried.sent, .now), isDelayed: carried.isDelayed, archiveID: carried.archiveID)
    }

    /// Whether somebody is an occupant of a room that we are in, or were in (XEP-0045 §7.5).
    private func isOccupant(_ address: JID, _ stanza: Message) async throws -> Bool {
        guard address.resource != nil else { return false }
        if surroundings.claims.contains(account: account.jid, room: address.bare) { return true }
        guard stanza.element.first("x", "http://jabber.org/protocol/muc#user") != nil else { return false }
        let room = ConversationID(account: account.jid, peer: address.bare)
        return try await surroundings.profile.conversation(room)?.kind == .room
    }

    /// Journals a page of an archive with what its reader notes, then shows what is news.
    func take(_ page: ArchivePage, owner: String) async throws -> TakenPage {
        var drafts: [JournalDraft] = []
        var failures: [(owner: String, error: any Error)] = []
        for carried in page.messages where carried.archiveID != nil {
            guard let message = try await unwrap(carried) else { continue }
            switch await surroundings.hooks.messageReceived.run(message, before: .store) {
            case .passed(let message):
                if let draft = CorePipeline.draft(message) { drafts.append(draft) }
            case .consumed(let owner, let reason):
                surroundings.log.note("\(account): \(owner) took a message of the archive: \(reason)")
            case .failed(let owner, let error):
                failures.append((owner, error))
            }
        }
        let outcome = try await surroundings.profile.append(
            archived: drafts, page.purpose == .missed ? .forwards : .backwards, after: page.after, of: account.jid,
            notes: page.notes, owner: owner)
        for entry in outcome.settled { await surroundings.front.present(.progress(entry)) }
        for entry in outcome.stored { await surroundings.hooks.messageStored.tell(entry) }
        switch page.purpose {
        case .missed where !outcome.stored.isEmpty: await surroundings.front.present(.missed(outcome.stored))
        case .older: surroundings.unshown.add(outcome.stored)
        default: break
        }
        if let (owner, error) = failures.first {
            let what = failures.count == 1 ? "A message" : "\(failures.count) messages"
            await complain("\(what) of the archive could not be taken in (\(owner))", error)
        }
        return TakenPage(stored: outcome.stored.count, known: outcome.known, failed: failures.count)
    }

    /// Sends a request and collects the messages that come before its answer.
    func request(
        _ kind: IQ.RequestKind, _ payload: XMLElement, to: JID?, timeout: Duration, collecting companions: Companions
    ) async throws -> CollectedReply {
        guard live != nil else { throw Self.offline(account) }
        guard live?.collector.open(companions, from: to, of: account.jid) == true else { throw RequestFailure.tooMany }
        defer { live?.collector.close(companions) }
        let answer = try await request(kind, payload, to: to, timeout: timeout)
        guard let messages = live?.collector.messages(of: companions) else {
            throw CommandError(
                "\(to ?? account.jid) sent more than the \(companions.limit) messages that were asked for, so none of "
                    + "them was taken; tell whoever runs the server.")
        }
        return CollectedReply(answer: answer, messages: messages)
    }
}
