internal import FoundationEssentials
internal import GRDB
public import GrapnelKit

/// What was on a stream that is lost.
extension Profile {
    /// The first `limit` messages of which nobody knows whether the server has them, in the order of writing.
    public func uncertain(of account: JID, limit: Int = 256) async throws(StoreError) -> [JournalEntry] {
        try await read { db in
            try db.entries(
                """
                number IN (SELECT message FROM outboxPosition WHERE position = -1)
                AND state = 'pending' AND account.jid = ? ORDER BY number LIMIT ?
                """,
                [account.bare.description, limit])
        }
    }

    /// Decides about uncertain messages: those that arrived are `sent`, the others are to be sent again.
    ///
    /// - Returns: The messages that are `sent` now.
    public func decide(
        _ numbers: [Int64], arrived: Set<Int64>
    ) async throws(StoreError) -> [JournalEntry] {
        try await write { db in
            var changed: [JournalEntry] = []
            for number in numbers {
                // Its echo or an error may have come meanwhile.
                guard let entry = try db.entry("number = ?", [number]), entry.state == .pending else { continue }
                try db.setState(of: number, to: arrived.contains(number) ? .sent : .pending)
                if arrived.contains(number), let entry = try db.entry("number = ?", [number]) { changed.append(entry) }
            }
            return changed
        }
    }

    /// The kept stanzas beside the journal that are on no stream, in the order of sending.
    public func unsentStanzas(of account: JID) async throws(StoreError) -> [(number: Int64, octets: [UInt8])] {
        try await read { db in
            let sql = "SELECT number, octets FROM outgoingStanza WHERE account = ? AND position IS NULL ORDER BY number"
            return try Row.fetchAll(db, sql: sql, arguments: [try db.accountRow(account)]).map { row in
                (try row.value("number"), try row.bytes("octets") ?? [])
            }
        }
    }

    /// Keeps stanzas beside the journal that were on no stream yet.
    public func keepStanzas(_ stanzas: [[UInt8]], of account: JID) async throws(StoreError) {
        try await write { db in
            let row = try db.accountRow(account)
            for octets in stanzas {
                try db.execute(
                    sql: "INSERT INTO outgoingStanza (account, octets) VALUES (?, ?)", arguments: [row, Data(octets)])
            }
        }
    }

    /// Removes kept stanzas that went to a server that acknowledges nothing.
    public func removeStanzas(_ numbers: [Int64]) async throws(StoreError) {
        try await write { db in
            for number in numbers {
                try db.execute(sql: "DELETE FROM outgoingStanza WHERE number = ?", arguments: [number])
            }
        }
    }
}
