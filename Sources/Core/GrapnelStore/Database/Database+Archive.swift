internal import GRDB
internal import GrapnelKit

// How one message that came twice, live, as a copy, from offline storage or from an archive, stays one row.
extension Database {
    /// How far the clock of the archive may be from ours for two messages without identifiers to be one.
    private static var tolerance: Int64 { 60_000 }

    /// A message that comes late or from another device, and is here already.
    ///
    /// That is a copy of our own words, found by the identifier that we made, which gets the archive's identifier; and
    /// somebody's words from offline storage that came from the archive before.
    func settled(_ draft: JournalDraft, in conversation: Int64) throws -> JournalEntry? {
        if draft.direction == .outgoing {
            guard draft.state != .pending, let number = try unarchived(draft, in: conversation) else { return nil }
            if let archiveID = draft.archiveID { try mark(number, archiveID: archiveID) }
            return try entry("number = ?", [number])
        }
        guard draft.isDelayed, draft.archiveID == nil, let stanzaID = draft.stanzaID else { return nil }
        return try entry(
            """
            journal.conversation = ? AND stanzaID = ? AND author = ? AND body = ? AND direction = 'incoming'
            AND archiveID IS NOT NULL
            """,
            [conversation, stanzaID, draft.author, draft.body.stored])
    }

    /// The row with the archive identifier of a draft.
    func archived(_ draft: JournalDraft, in conversation: Int64) throws -> Int64? {
        let sql = "SELECT number FROM journal WHERE conversation = ? AND archiveID = ?"
        return try Int64.fetchOne(cachedStatement(sql: sql), arguments: [conversation, draft.archiveID])
    }

    /// The row of a message that was stored before anybody knew its archive identifier.
    ///
    /// Ours are found by their unguessable identifier alone; what others said must be the same word for word. Every row
    /// is found for one archived message only, since it gets that one's identifier.
    func unarchived(_ draft: JournalDraft, in conversation: Int64) throws -> Int64? {
        if let stanzaID = draft.stanzaID {
            guard draft.direction == .incoming else {
                let sql = """
                    SELECT number FROM journal
                    WHERE conversation = ? AND stanzaID = ? AND archiveID IS NULL AND direction = 'outgoing'
                    """
                return try Int64.fetchOne(cachedStatement(sql: sql), arguments: [conversation, stanzaID])
            }
            let sql = """
                SELECT number FROM journal
                WHERE conversation = ? AND stanzaID = ? AND archiveID IS NULL AND direction = 'incoming'
                    AND author = ? AND body = ?
                ORDER BY number LIMIT 1
                """
            return try Int64.fetchOne(
                cachedStatement(sql: sql), arguments: [conversation, stanzaID, draft.author, draft.body.stored])
        }
        let moment = draft.sent.milliseconds
        let sql = """
            SELECT number FROM journal
            WHERE conversation = ? AND sent BETWEEN ? AND ? AND stanzaID IS NULL AND archiveID IS NULL
                AND direction = ? AND author = ? AND body = ?
            ORDER BY abs(sent - ?), number LIMIT 1
            """
        return try Int64.fetchOne(
            cachedStatement(sql: sql),
            arguments: [
                conversation, moment - Self.tolerance, moment + Self.tolerance, draft.direction.rawValue,
                draft.author, draft.body.stored, moment,
            ])
    }

    func mark(_ number: Int64, archiveID: String) throws {
        let sql = "UPDATE journal SET archiveID = ? WHERE number = ?"
        try cachedStatement(sql: sql).execute(arguments: [archiveID, number])
    }

    /// Moves a row to where the archive has it.
    func place(_ number: Int64, at position: Int64) throws {
        let sql = "UPDATE journal SET position = ?, isPlaced = 1 WHERE number = ?"
        try cachedStatement(sql: sql).execute(arguments: [position, number])
    }

    /// The position of a row that an archive has placed; nil for another.
    func placedPosition(of number: Int64) throws -> Int64? {
        let sql = "SELECT position FROM journal WHERE number = ? AND isPlaced"
        return try Int64.fetchOne(cachedStatement(sql: sql), arguments: [number])
    }

    /// Where the message of an account stands that its archive names so; nil where it is not here.
    func position(ofArchived archiveID: String, account: Int64) throws -> Int64? {
        let sql = """
            SELECT max(position) FROM journal JOIN conversation ON conversation.id = journal.conversation
            WHERE account = ? AND archiveID = ?
            """
        return try Int64.fetchOne(cachedStatement(sql: sql), arguments: [account, archiveID])
    }

    /// The last position among the messages of one moment.
    ///
    /// A stamp in whole seconds, as rooms give to their history, stands for any moment of its second: what is known of
    /// that second was here first.
    func lastPosition(at moment: Timestamp, in conversation: Int64) throws -> Int64? {
        let sql = "SELECT max(position) FROM journal WHERE conversation = ? AND position >= ? AND position < ?"
        let start = moment.milliseconds * 1000
        let length: Int64 = moment.milliseconds.isMultiple(of: 1000) ? 1_000_000 : 1000
        return try Int64.fetchOne(cachedStatement(sql: sql), arguments: [conversation, start, start + length])
    }

    /// The last position that an archive has given to a message of about one moment, where the messages of the same
    /// second stand one behind the other.
    func lastPlaced(about moment: Int64, in conversation: Int64) throws -> Int64? {
        let sql = """
            SELECT max(position) FROM journal
            WHERE conversation = ?1 AND position >= ?2 AND position < ?2 + 1000000 AND isPlaced
            """
        return try Int64.fetchOne(cachedStatement(sql: sql), arguments: [conversation, moment])
    }

    /// The first such position.
    func firstPlaced(about moment: Int64, in conversation: Int64) throws -> Int64? {
        let sql = """
            SELECT min(position) FROM journal
            WHERE conversation = ?1 AND position > ?2 - 1000000 AND position < ?2 + 1000000 AND isPlaced
            """
        return try Int64.fetchOne(cachedStatement(sql: sql), arguments: [conversation, moment])
    }
}
