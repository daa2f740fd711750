internal import GRDB
public import GrapnelKit

// What a plugin keeps of one account; it goes with the account.
extension Profile {
    /// The most octets of one setting of an account.
    public static let maximumAccountSettingLength = 1 << 16

    /// The most settings of one owner for one account.
    public static let maximumAccountSettings = 1000

    /// One setting of an owner for an account; nil if it is not set.
    ///
    /// - Throws: ``StoreError`` `missing` for an unknown account.
    public func setting(_ key: String, of owner: String, for account: JID) async throws(StoreError) -> String? {
        try await read { db in
            let sql = "SELECT value FROM accountSetting WHERE account = ? AND owner = ? AND key = ?"
            let row = try Row.fetchOne(db, sql: sql, arguments: [try db.accountRow(account), owner, key])
            return try row.map { try $0.text("value") }
        }
    }

    /// Sets a setting of an owner for an account; nil removes it.
    ///
    /// - Throws: ``StoreError`` `missing` for an unknown account, `invalid` for an owner or key that is empty or over
    ///   200 octets, a value over ``maximumAccountSettingLength``, and one more than ``maximumAccountSettings``.
    public func setSetting(
        _ key: String, of owner: String, for account: JID, to value: String?
    ) async throws(StoreError) {
        try Self.check(notes: [key: value], owner)
        try await write { db in
            try db.setSetting(key, of: owner, account: try db.accountRow(account), to: value)
        }
    }

    static func check(notes: [String: String?], _ owner: String) throws(StoreError) {
        guard !notes.isEmpty else { return }
        try check(name: owner, "owner")
        for (key, value) in notes {
            try check(name: key, "setting")
            guard (value?.utf8.count ?? 0) <= maximumAccountSettingLength else {
                throw StoreError(.invalid, "setting \(key)", detail: "over \(maximumAccountSettingLength) octets")
            }
        }
    }
}

extension Database {
    func setSetting(_ key: String, of owner: String, account: Int64, to value: String?) throws {
        guard let value else {
            let sql = "DELETE FROM accountSetting WHERE account = ? AND owner = ? AND key = ?"
            return try execute(sql: sql, arguments: [account, owner, key])
        }
        let count = "SELECT count(*) FROM accountSetting WHERE account = ? AND owner = ? AND key <> ?"
        let others = try Int.fetchOne(cachedStatement(sql: count), arguments: [account, owner, key]) ?? 0
        guard others < Profile.maximumAccountSettings else {
            throw StoreError(.invalid, "setting \(key)", detail: "\(owner) has \(others) for this account already")
        }
        let sql = "INSERT OR REPLACE INTO accountSetting (account, owner, key, value) VALUES (?, ?, ?, ?)"
        try cachedStatement(sql: sql).execute(arguments: [account, owner, key, value.stored])
    }
}
