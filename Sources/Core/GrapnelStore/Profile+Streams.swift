internal import FoundationEssentials
internal import GRDB
public import GrapnelKit

/// What is known of each account's stream: how far both sides are, and what the server may not have.
extension Profile {
    /// The stream of an account that may be taken up again; nil where there is none.
    public func stream(of account: JID) async throws(StoreError) -> StreamRecord? {
        try await read { db in
            let sql = """
                SELECT stream.id AS id, address, location, handled, seen
                FROM stream JOIN account ON account.id = stream.account WHERE jid = ?
                """
            let row = try Row.fetchOne(db, sql: sql, arguments: [account.bare.description])
            return try row.map { row in
                StreamRecord(
                    id: try row.value("id"), address: try row.jid("address"), location: try row.value("location"),
                    handled: try row.value("handled"), seen: try row.timestamp("seen"))
            }
        }
    }

    /// Begins a stream in the place of the old one, which must have ended; nil for one that cannot be taken up again.
    ///
    /// - Throws: ``StoreError`` `missing` for an unknown account, as all of these.
    public func beginStream(_ stream: StreamRecord?, of account: JID) async throws(StoreError) {
        try await write { db in
            let row = try db.accountRow(account)
            try db.execute(sql: "DELETE FROM stream WHERE account = ?", arguments: [row])
            guard let stream else { return }
            try db.execute(
                sql: "INSERT INTO stream (account, id, address, location, handled, seen) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    row, stream.id, stream.address.description, stream.location, stream.handled,
                    stream.seen.milliseconds,
                ])
        }
    }

    /// Keeps how many stanzas of the server are handled.
    public func note(handled: UInt32, of account: JID) async throws(StoreError) {
        try await write { db in try db.note(handled: handled, of: account) }
    }

    /// Keeps the positions of stanzas before they are written.
    public func record(_ stanzas: [SentStanza], of account: JID) async throws(StoreError) {
        try await write { db in
            let row = try db.accountRow(account)
            for stanza in stanzas {
                let position = Int64(stanza.position)
                switch stanza.content {
                case .message(let number):
                    let sql = "INSERT OR REPLACE INTO outboxPosition (message, position) VALUES (?, ?)"
                    try db.cachedStatement(sql: sql).execute(arguments: [number, position])
                case .kept(let number):
                    let sql = "UPDATE outgoingStanza SET position = ? WHERE number = ?"
                    try db.cachedStatement(sql: sql).execute(arguments: [position, number])
                case .stanza(let octets):
                    let sql = "INSERT INTO outgoingStanza (account, position, octets) VALUES (?, ?, ?)"
                    try db.cachedStatement(sql: sql).execute(arguments: [row, position, Data(octets)])
                }
            }
        }
    }

    /// Takes the server's acknowledgement of everything up to a position.
    ///
    /// - Returns: The messages that are `sent` now.
    public func acknowledge(
        upTo handled: UInt32, of account: JID
    ) async throws(StoreError) -> [JournalEntry] {
        try await write { db in try db.settle(handled, of: account, otherwise: nil) }
    }

    /// Takes up a stream where the server says that it had come: what it does not have is to be sent again.
    ///
    /// - Returns: The messages that are `sent` now.
    public func resumeStream(
        of account: JID, handled: UInt32
    ) async throws(StoreError) -> [JournalEntry] {
        try await write { db in try db.settle(handled, of: account, otherwise: .unsent) }
    }

    /// Gives up the stream of an account: what was on it and is not acknowledged is uncertain from now on.
    ///
    /// - Parameter handled: How far the server had come, where it says so.
    /// - Returns: The messages that are `sent` now.
    public func endStream(
        of account: JID, handled: UInt32?
    ) async throws(StoreError) -> [JournalEntry] {
        try await write { db in
            let row = try db.accountRow(account)
            try db.execute(sql: "DELETE FROM stream WHERE account = ?", arguments: [row])
            // What an archive has settled is on no stream either.
            try db.execute(
                sql: """
                    DELETE FROM outboxPosition WHERE message IN
                    (SELECT number FROM journal JOIN outboxPosition ON number = message WHERE state <> 'pending')
                    """)
            return try db.settle(handled, of: account, otherwise: .uncertain)
        }
    }
}
