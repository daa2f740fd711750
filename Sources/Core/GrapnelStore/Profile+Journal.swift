internal import GRDB
public import GrapnelKit

extension Profile {
    /// Journals a message and marks its conversation as active, or begins it, in one transaction.
    ///
    /// It is a duplicate where the conversation has an entry with its archive identifier, where it is one that comes
    /// late and was taken in otherwise (see ``Database/settled(_:in:)``), if it is a delayed message to a room, where
    /// ``repeated(_:)`` finds one, and if it may have been delivered before, where its sender said the same with the
    /// same identifier in ``JournalDraft/repeatWindow``. Nothing is journalled then, but an entry without an archive
    /// identifier gets it.
    ///
    /// - Parameter handled: The count of stanzas that the account's stream has handled with this one, kept in the same
    ///   transaction (XEP-0198 §4); nil where that does not count.
    /// - Throws: ``StoreError`` `missing` for an unknown account, `invalid` for an incoming message in another state
    ///   than `received` or an outgoing one in that.
    public func append(
        _ draft: JournalDraft, handled: UInt32? = nil
    ) async throws(StoreError) -> JournalOutcome {
        guard (draft.direction == .incoming) == (draft.state == .received) else {
            throw StoreError(.invalid, "an \(draft.direction) message that is \(draft.state)")
        }
        let now = Timestamp.now
        return try await write { db in
            if let handled { try db.note(handled: handled, of: draft.conversation.account) }
            // A sender may claim any moment; one in the future must not hold the top of the list.
            let moment = min(draft.sent, now)
            let row = try db.beginConversation(draft.conversation, kind: draft.kind, at: moment)
            if let archiveID = draft.archiveID,
                let known = try db.entry("journal.conversation = ? AND archiveID = ?", [row, archiveID])
            {
                return .duplicate(known)
            }
            if draft.isDelayed, draft.kind == .room, let known = try db.repeated(draft, in: row) {
                return .duplicate(known)
            }
            if let known = try db.settled(draft, in: row) { return .duplicate(known) }
            if let window = draft.repeatWindow, let known = try db.delivered(draft, in: row, within: window) {
                return .duplicate(known)
            }
            let position = try db.position(of: draft, in: row)
            return .stored(try db.insert(draft, in: row, at: position, active: moment))
        }
    }

    /// Takes a message one step further, if ``JournalEntry/State/canBecome(_:)`` allows it.
    ///
    /// Acknowledgement, echo and error of one message may come in any order, so a step that is not allowed is no
    /// error.
    ///
    /// - Parameter failure: Why it failed, as a sentence; dropped for any other state.
    /// - Returns: The entry as it stands now; nil where nothing changed.
    /// - Throws: ``StoreError`` `missing` for an unknown number.
    @discardableResult
    public func setState(
        of number: Int64, to state: JournalEntry.State, failure: String? = nil
    ) async throws(StoreError) -> JournalEntry? {
        try await write { db in
            guard try db.existingEntry(number).state.canBecome(state) else { return nil }
            let reason = state == .failed ? failure : nil
            try db.setState(of: number, to: state, failure: reason)
            return try db.existingEntry(number)
        }
    }

    /// What of the outbox of an account is to be sent, in the order of writing: the first `limit` messages behind number
    /// `after` that are on no stream.
    public func pending(
        of account: JID, after number: Int64 = 0, limit: Int = 256
    ) async throws(StoreError) -> [JournalEntry] {
        try await read { db in
            try db.entries(
                """
                state = 'pending' AND NOT EXISTS (SELECT 1 FROM outboxPosition WHERE message = number)
                AND number > ? AND account.jid = ? ORDER BY number LIMIT ?
                """,
                [number, account.bare.description, limit])
        }
    }

    /// The last `limit` messages of a conversation in its order, or the last before number `before`.
    ///
    /// What was said while this client was there stands in the order of storing, what came from an archive later at
    /// its moment between. Empty for an unknown conversation, and before an unknown number.
    public func journal(
        of conversation: ConversationID, before number: Int64? = nil, limit: Int
    ) async throws(StoreError) -> [JournalEntry] {
        try await read { db in
            guard let row = try db.knownConversationRow(conversation) else { return [] }
            let order = "ORDER BY journal.position DESC, number DESC LIMIT ?"
            guard let number else {
                return try db.entries("journal.conversation = ? \(order)", [row, limit]).reversed()
            }
            return try db.entries(
                """
                journal.conversation = ? AND (journal.position, number) <
                    (SELECT position, number FROM journal WHERE number = ?) \(order)
                """,
                [row, number, limit]
            ).reversed()
        }
    }

    /// One message; nil if it is not there.
    public func entry(_ number: Int64) async throws(StoreError) -> JournalEntry? {
        try await read { db in try db.entry("number = ?", [number]) }
    }

    /// The message of ours in a conversation that went out with this identifier, the newest if there are several.
    public func outgoing(
        _ stanzaID: String, in conversation: ConversationID
    ) async throws(StoreError) -> JournalEntry? {
        try await read { db in
            guard let row = try db.knownConversationRow(conversation) else { return nil }
            return try db.entry(
                "journal.conversation = ? AND stanzaID = ? AND direction = 'outgoing' ORDER BY number DESC",
                [row, stanzaID])
        }
    }

    /// What a room says again: an entry of the same author with the same body and the same identifier, or, where one
    /// of the two has no identifier, of the same moment.
    ///
    /// The body counts beside the identifier, because some clients number their messages from one at every start.
    public func repeated(_ draft: JournalDraft) async throws(StoreError) -> JournalEntry? {
        try await read { db in
            guard let row = try db.knownConversationRow(draft.conversation) else { return nil }
            return try db.repeated(draft, in: row)
        }
    }
}

extension Database {
    fileprivate func existingEntry(_ number: Int64) throws -> JournalEntry {
        guard let entry = try entry("number = ?", [number]) else { throw StoreError(.missing, "message \(number)") }
        return entry
    }
}
