internal import GRDB
internal import GrapnelKit

extension Database {
    /// The row of an account.
    ///
    /// - Throws: ``StoreError`` `missing`.
    func accountRow(_ account: JID) throws -> Int64 {
        let sql = "SELECT id FROM account WHERE jid = ?"
        let row = try Int64.fetchOne(cachedStatement(sql: sql), arguments: [account.bare.description])
        guard let row else { throw StoreError(.missing, "account \(account.bare)") }
        return row
    }

    /// The row of a conversation; nil if there is none.
    func knownConversationRow(_ conversation: ConversationID) throws -> Int64? {
        let sql = """
            SELECT conversation.id FROM conversation JOIN account ON account.id = conversation.account
            WHERE account.jid = ? AND conversation.peer = ?
            """
        let arguments: StatementArguments = [conversation.account.description, conversation.peer.description]
        return try Int64.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    /// The row of a conversation.
    ///
    /// - Throws: ``StoreError`` `missing`.
    func conversationRow(_ conversation: ConversationID) throws -> Int64 {
        guard let row = try knownConversationRow(conversation) else {
            throw StoreError(.missing, "conversation with \(conversation.peer)")
        }
        return row
    }
}
