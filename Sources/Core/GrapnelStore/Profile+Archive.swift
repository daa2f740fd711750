internal import GRDB
public import GrapnelKit

extension Profile {
    /// Which way an archive is read.
    public enum ArchiveDirection: Sendable {
        /// On from what is known: what stands in a page comes after it.
        case forwards
        /// Back from what is known: what stands in a page comes before it.
        case backwards
    }

    /// Journals a page of an archive, in the archive's order, together with what its reader notes: all of it in one
    /// transaction, so that a reader's place is never ahead of what was kept.
    ///
    /// A message that is here already gets its archive identifier and, read forwards, the archive's place; one of ours
    /// that waits in the outbox is sent then.
    ///
    /// - Parameters:
    ///   - drafts: with archive identifiers; those of the outbox's states are `invalid`.
    ///   - anchor: the identifier of the message that the page follows; read forwards, nothing is placed before it.
    ///   - notes: settings of `owner` for the account, which all drafts belong to; nil removes one.
    /// - Throws: ``StoreError`` `missing` for an unknown account, `invalid` as ``append(_:)`` and
    ///   ``setSetting(_:of:for:to:)`` say.
    public func append(
        archived drafts: [JournalDraft], _ direction: ArchiveDirection, after anchor: String? = nil, of account: JID,
        notes: [String: String?] = [:], owner: String = ""
    ) async throws(StoreError) -> ArchiveOutcome {
        for draft in drafts {
            guard draft.conversation.account == account.bare, draft.archiveID != nil, draft.state != .pending,
                (draft.direction == .incoming) == (draft.state == .received)
            else { throw StoreError(.invalid, "an archived message") }
        }
        try Self.check(notes: notes, owner)
        let now = Timestamp.now
        return try await write { db in
            let row = try db.accountRow(account)
            let floor = try anchor.flatMap { try db.position(ofArchived: $0, account: row) }
            var page = ArchivePageWriter(db: db, direction: direction, floor: floor, now: now)
            let outcome = try page.write(drafts)
            for (key, value) in notes { try db.setSetting(key, of: owner, account: row, to: value) }
            return outcome
        }
    }
}
