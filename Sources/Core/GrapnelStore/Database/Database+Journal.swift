internal import GRDB
internal import GrapnelKit

extension Database {
    private static var selection: String {
        """
        SELECT number, account.jid AS account, peer, kind, direction, author, body, stanzaID, archiveID, sent, state,
            failure, isDelayed
        FROM journal
        JOIN conversation ON conversation.id = journal.conversation
        JOIN account ON account.id = conversation.account
        """
    }

    /// The entries that a `WHERE` clause and what follows it choose.
    func entries(_ clause: String, _ arguments: StatementArguments) throws -> [JournalEntry] {
        // Most answers are about one conversation: its addresses are read once, not in every row.
        var last: (account: String, peer: String, id: ConversationID)?
        let statement = try cachedStatement(sql: "\(Self.selection) WHERE \(clause)")
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        var entries: [JournalEntry] = []
        while let row = try rows.next() {
            let (account, peer): (String, String) = (try row.value("account"), try row.value("peer"))
            let id: ConversationID
            if let last, last.account == account, last.peer == peer {
                id = last.id
            } else {
                id = ConversationID(account: try JID(account), peer: try JID(peer))
                last = (account, peer, id)
            }
            entries.append(try JournalEntry(row, in: id))
        }
        return entries
    }

    /// The first entry that a `WHERE` clause chooses.
    func entry(_ clause: String, _ arguments: StatementArguments) throws -> JournalEntry? {
        try entries("\(clause) LIMIT 1", arguments).first
    }

    /// The row that a message to a room repeats; see ``Profile/repeated(_:)``.
    func repeated(_ draft: JournalDraft, in conversation: Int64) throws -> JournalEntry? {
        // Two questions, so that each has its index.
        if let stanzaID = draft.stanzaID {
            let same = try entry(
                "journal.conversation = ? AND stanzaID = ? AND author = ? AND body = ?",
                [conversation, stanzaID, draft.author, draft.body.stored])
            if let same { return same }
        }
        return try entry(
            """
            journal.conversation = ? AND sent = ? AND author = ? AND body = ?
            AND (stanzaID IS NULL OR ?5 IS NULL)
            """,
            [conversation, draft.sent.milliseconds, draft.author, draft.body.stored, draft.stanzaID])
    }

    /// Where a new message stands: one that happens now behind everything else, one from the past at its moment, behind
    /// the others of that moment, and behind what the same stream brought before it.
    func position(of draft: JournalDraft, in conversation: Int64) throws -> Int64 {
        let moment = draft.sent.milliseconds * 1000
        guard !draft.isDelayed else {
            let stamped = try lastPosition(at: draft.sent, in: conversation).map { $0 + 1 } ?? moment
            let before = try draft.firstOfStream.flatMap { try lastIncoming(since: $0, in: conversation) }
            return before.map { max(stamped, $0 + 1) } ?? stamped
        }
        let sql = "SELECT max(position) FROM journal WHERE conversation = ?"
        let last = try Int64.fetchOne(cachedStatement(sql: sql), arguments: [conversation])
        return last.map { max($0 + 1, moment) } ?? moment
    }

    /// The last position among what others said that was stored from one entry on.
    private func lastIncoming(since number: Int64, in conversation: Int64) throws -> Int64? {
        let sql = """
            SELECT position FROM journal WHERE conversation = ? AND number >= ? AND direction = 'incoming'
            ORDER BY position DESC LIMIT 1
            """
        return try Int64.fetchOne(cachedStatement(sql: sql), arguments: [conversation, number])
    }

    /// The row of a message that was delivered before; see ``JournalDraft/repeatWindow``.
    func delivered(
        _ draft: JournalDraft, in conversation: Int64, within window: ClosedRange<Timestamp>
    ) throws -> JournalEntry? {
        guard let stanzaID = draft.stanzaID else { return nil }
        return try entry(
            """
            journal.conversation = ? AND stanzaID = ? AND direction = ? AND author = ? AND body = ?
            AND sent BETWEEN ? AND ?
            """,
            [
                conversation, stanzaID, draft.direction.rawValue, draft.author, draft.body.stored,
                window.lowerBound.milliseconds, window.upperBound.milliseconds,
            ])
    }

    /// Writes a state; whatever it is, the message is on no stream any more that could say something about it.
    func setState(of number: Int64, to state: JournalEntry.State, failure: String? = nil) throws {
        let sql = "UPDATE journal SET state = ?, failure = ? WHERE number = ?"
        try cachedStatement(sql: sql).execute(arguments: [state.rawValue, failure, number])
        try cachedStatement(sql: "DELETE FROM outboxPosition WHERE message = ?").execute(arguments: [number])
    }

    /// Writes the row of a new message, and marks its conversation as active.
    func insert(
        _ draft: JournalDraft, in conversation: Int64, at position: Int64, isPlaced: Bool = false, active: Timestamp
    ) throws -> JournalEntry {
        let sql = """
            INSERT INTO journal
                (conversation, direction, author, body, stanzaID, archiveID, sent, state, isDelayed, position,
                isPlaced)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try cachedStatement(sql: sql).execute(arguments: [
            conversation, draft.direction.rawValue, draft.author, draft.body.stored, draft.stanzaID, draft.archiveID,
            draft.sent.milliseconds, draft.state.rawValue, draft.isDelayed, position, isPlaced,
        ])
        let number = lastInsertedRowID
        let update = "UPDATE conversation SET active = max(active, ?) WHERE id = ? RETURNING kind"
        let arguments: StatementArguments = [active.milliseconds, conversation]
        let kind = try String.fetchOne(cachedStatement(sql: update), arguments: arguments)
        return JournalEntry(draft, number: number, kind: kind.map { ConversationKind(rawValue: $0) } ?? draft.kind)
    }
}

extension JournalEntry {
    fileprivate init(_ row: Row, in conversation: ConversationID) throws {
        self.init(
            number: try row.value("number"), conversation: conversation,
            kind: ConversationKind(rawValue: try row.value("kind")), direction: try row.named("direction"),
            author: try row.value("author"), body: try row.text("body"), stanzaID: try row.value("stanzaID"),
            sent: try row.timestamp("sent"), state: try row.named("state"), failure: try row.value("failure"),
            isDelayed: try row.value("isDelayed"), archiveID: try row.value("archiveID")
        )
    }

    /// What a draft is once it is stored.
    fileprivate init(_ draft: JournalDraft, number: Int64, kind: ConversationKind) {
        self.init(
            number: number, conversation: draft.conversation, kind: kind, direction: draft.direction,
            author: draft.author, body: draft.body, stanzaID: draft.stanzaID, sent: draft.sent, state: draft.state,
            failure: nil, isDelayed: draft.isDelayed, archiveID: draft.archiveID
        )
    }
}
