internal import GRDB
public import GrapnelKit

extension Profile {
    /// The conversations of an account, or of all, the most recently active first.
    public func conversations(of account: JID? = nil) async throws(StoreError) -> [ConversationRecord] {
        try await read { db in
            let sql = """
                \(ConversationRecord.selection) WHERE ?1 IS NULL OR account.jid = ?1
                ORDER BY active DESC, conversation.id DESC
                """
            let arguments: StatementArguments = [account?.bare.description]
            return try Row.fetchAll(db, sql: sql, arguments: arguments).map { try ConversationRecord($0) }
        }
    }

    /// One conversation; nil if it was never opened and nothing was said in it.
    public func conversation(_ id: ConversationID) async throws(StoreError) -> ConversationRecord? {
        try await read { db in try db.conversation(id) }
    }

    /// Notes that the user looks at a conversation, which begins with this if it is new.
    ///
    /// `kind` counts for a new one only: one that is known as a room does not become a person by being opened.
    ///
    /// - Throws: ``StoreError`` `missing` for an unknown account.
    @discardableResult
    public func open(
        _ id: ConversationID, kind: ConversationKind, at moment: Timestamp = .now
    ) async throws(StoreError) -> ConversationRecord {
        try await write { db in
            let row = try db.beginConversation(id, kind: kind, at: moment)
            try db.execute(
                sql: "UPDATE conversation SET opened = ?1, active = max(active, ?1) WHERE id = ?2",
                arguments: [moment.milliseconds, row])
            guard let opened = try db.conversation(id) else { throw StoreError(.missing, "conversation with \(id)") }
            return opened
        }
    }

    /// Says what is on the other side, once that is known.
    ///
    /// - Throws: ``StoreError`` `missing` for an unknown conversation.
    public func setKind(_ kind: ConversationKind, of id: ConversationID) async throws(StoreError) {
        try await write { db in
            let row = try db.conversationRow(id)
            try db.execute(sql: "UPDATE conversation SET kind = ? WHERE id = ?", arguments: [kind.rawValue, row])
        }
    }

    /// Removes a conversation with all its messages, down to the bytes.
    ///
    /// - Throws: ``StoreError`` `missing` for an unknown conversation.
    public func removeConversation(_ id: ConversationID) async throws(StoreError) {
        try await erase { db in
            try db.execute(sql: "DELETE FROM conversation WHERE id = ?", arguments: [try db.conversationRow(id)])
        }
    }
}

extension Database {
    /// The row of a conversation, which begins now if it is new.
    func beginConversation(_ id: ConversationID, kind: ConversationKind, at moment: Timestamp) throws -> Int64 {
        if let row = try knownConversationRow(id) { return row }
        try execute(
            sql: "INSERT INTO conversation (account, peer, kind, active) VALUES (?, ?, ?, ?)",
            arguments: [try accountRow(id.account), id.peer.description, kind.rawValue, moment.milliseconds])
        return lastInsertedRowID
    }

    fileprivate func conversation(_ id: ConversationID) throws -> ConversationRecord? {
        let sql = "\(ConversationRecord.selection) WHERE account.jid = ? AND conversation.peer = ?"
        let row = try Row.fetchOne(self, sql: sql, arguments: [id.account.description, id.peer.description])
        return try row.map { try ConversationRecord($0) }
    }
}

extension ConversationRecord {
    fileprivate static let selection = """
        SELECT account.jid AS account, peer, kind, opened, active
        FROM conversation JOIN account ON account.id = conversation.account
        """

    fileprivate init(_ row: Row) throws {
        self.init(
            id: ConversationID(account: try row.jid("account"), peer: try row.jid("peer")),
            kind: ConversationKind(rawValue: try row.value("kind")),
            opened: (try row.value("opened") as Int64?).map { Timestamp(milliseconds: $0) },
            active: try row.timestamp("active")
        )
    }
}
