internal import GRDB
public import GrapnelKit

extension Profile {
    /// The accounts, in order.
    public func accounts() async throws(StoreError) -> [AccountRecord] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM account ORDER BY position, id").map { try AccountRecord($0) }
        }
    }

    /// One account; nil if it is not there.
    public func account(_ jid: JID) async throws(StoreError) -> AccountRecord? {
        try await read { db in try db.account(jid) }
    }

    /// Adds an account behind the others.
    ///
    /// - Returns: The account with its position.
    /// - Throws: ``StoreError`` `duplicate` if the address is there, `invalid` if it names no account.
    @discardableResult
    public func add(_ account: AccountRecord) async throws(StoreError) -> AccountRecord {
        guard account.jid.local != nil else { throw StoreError(.invalid, "account \(account.jid)") }
        return try await write { db in
            guard try db.account(account.jid) == nil else { throw StoreError(.duplicate, "account \(account.jid)") }
            var added = account
            added.position = try Int.fetchOne(db, sql: "SELECT coalesce(max(position), -1) + 1 FROM account") ?? 0
            let names = AccountRecord.columns.joined(separator: ", ")
            let marks = AccountRecord.columns.map { _ in "?" }.joined(separator: ", ")
            try db.execute(sql: "INSERT INTO account (\(names)) VALUES (\(marks))", arguments: added.arguments)
            return added
        }
    }

    /// Changes an account in one step, so that two changes at a time do not undo each other.
    ///
    /// - Returns: The account as it stands now.
    /// - Throws: ``StoreError`` `missing`.
    @discardableResult
    public func updateAccount(
        _ jid: JID, _ change: @escaping @Sendable (inout AccountRecord) -> Void
    ) async throws(StoreError) -> AccountRecord {
        try await write { db in
            let row = try db.accountRow(jid)
            guard var account = try db.account(jid) else { throw StoreError(.missing, "account \(jid.bare)") }
            let (address, position) = (account.jid, account.position)
            change(&account)
            // A change may put a whole other record in; whose it is and where it stands is not its to say.
            guard account.jid == address else { throw StoreError(.invalid, "account \(account.jid)") }
            account.position = position
            let changes = AccountRecord.columns.map { "\($0) = ?" }.joined(separator: ", ")
            try db.execute(sql: "UPDATE account SET \(changes) WHERE id = ?", arguments: account.arguments + [row])
            return account
        }
    }
}

extension Database {
    fileprivate func account(_ jid: JID) throws -> AccountRecord? {
        let row = try Row.fetchOne(self, sql: "SELECT * FROM account WHERE jid = ?", arguments: [jid.bare.description])
        return try row.map { try AccountRecord($0) }
    }
}
