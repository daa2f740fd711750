internal import GRDB
internal import GrapnelKit
internal import GrapnelStream

extension Database {
    /// What becomes of that which the server does not have.
    enum Unacknowledged {
        /// It is to be sent again.
        case unsent
        /// Nobody knows whether the server has it.
        case uncertain
    }

    /// Keeps how far the account has handled what the server sent; a count never goes back.
    func note(handled: UInt32, of account: JID) throws {
        let sql = """
            UPDATE stream SET handled = ?1, seen = ?2
            WHERE account = (SELECT id FROM account WHERE jid = ?3)
            AND ((?1 - handled) & 0xFFFFFFFF) < 0x80000000
            """
        let arguments: StatementArguments = [
            Int64(handled), Timestamp.now.milliseconds, account.bare.description,
        ]
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Goes through what is on the stream: what the server has is `sent`, or not kept any more.
    ///
    /// - Parameters:
    ///   - handled: how far the server has come; nil where that is unknown.
    ///   - otherwise: what becomes of the rest; nil for nothing.
    func settle(
        _ handled: UInt32?, of account: JID, otherwise: Unacknowledged?
    ) throws -> [JournalEntry] {
        let row = try accountRow(account)
        var changed: [JournalEntry] = []
        let messages = """
            SELECT message AS number, outboxPosition.position AS position FROM outboxPosition JOIN journal ON journal.number = message
            JOIN conversation ON conversation.id = journal.conversation
            WHERE outboxPosition.position >= 0 AND state = 'pending' AND account = ? ORDER BY message
            """
        for (number, position) in try positions(messages, row) {
            if let handled, StreamManagement.isCovered(position, by: handled) {
                try setState(of: number, to: .sent)
                if let entry = try entry("number = ?", [number]) { changed.append(entry) }
            } else if otherwise == .uncertain {
                let sql = "UPDATE outboxPosition SET position = -1 WHERE message = ?"
                try cachedStatement(sql: sql).execute(arguments: [number])
            } else if otherwise == .unsent {
                try cachedStatement(sql: "DELETE FROM outboxPosition WHERE message = ?").execute(arguments: [number])
            }
        }
        let kept = "SELECT number, position FROM outgoingStanza WHERE account = ? AND position IS NOT NULL"
        for (number, position) in try positions(kept, row) {
            if let handled, StreamManagement.isCovered(position, by: handled) {
                try cachedStatement(sql: "DELETE FROM outgoingStanza WHERE number = ?").execute(arguments: [number])
            } else if otherwise != nil {
                // Twice does no harm to any of them, so they are sent again where it is uncertain.
                let sql = "UPDATE outgoingStanza SET position = NULL WHERE number = ?"
                try cachedStatement(sql: sql).execute(arguments: [number])
            }
        }
        return changed
    }

    private func positions(_ sql: String, _ account: Int64) throws -> [(number: Int64, position: UInt32)] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: [account]).map { row in
            (try row.value("number"), UInt32(truncatingIfNeeded: try row.value("position") as Int64))
        }
    }
}
