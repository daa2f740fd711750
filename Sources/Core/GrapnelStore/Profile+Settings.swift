internal import GRDB

// An owner is the core ("grapnel") or the identifier of a plugin; nobody sees another's.
extension Profile {
    /// The most octets of a setting.
    public static let maximumSettingLength = 1 << 20

    /// The settings of an owner.
    public func settings(of owner: String) async throws(StoreError) -> [String: String] {
        try await read { db in
            var settings: [String: String] = [:]
            let sql = "SELECT key, value FROM settings WHERE owner = ?"
            for row in try Row.fetchAll(db, sql: sql, arguments: [owner]) {
                settings[try row.value("key")] = try row.text("value")
            }
            return settings
        }
    }

    /// One setting of an owner; nil if it is not set.
    public func setting(_ key: String, of owner: String) async throws(StoreError) -> String? {
        try await read { db in
            let sql = "SELECT value FROM settings WHERE owner = ? AND key = ?"
            return try Row.fetchOne(db, sql: sql, arguments: [owner, key]).map { try $0.text("value") }
        }
    }

    /// Sets a setting of an owner; nil removes it.
    ///
    /// - Throws: ``StoreError`` `invalid` for an owner or key that is empty or over 200 octets, and a value over
    ///   ``maximumSettingLength``.
    public func setSetting(_ key: String, of owner: String, to value: String?) async throws(StoreError) {
        try Self.check(name: owner, "owner")
        try Self.check(name: key, "setting")
        guard (value?.utf8.count ?? 0) <= Self.maximumSettingLength else {
            throw StoreError(.invalid, "setting \(key)", detail: "over \(Self.maximumSettingLength) octets")
        }
        try await write { db in
            guard let value else {
                let sql = "DELETE FROM settings WHERE owner = ? AND key = ?"
                return try db.execute(sql: sql, arguments: [owner, key])
            }
            try db.execute(
                sql: "INSERT OR REPLACE INTO settings (owner, key, value) VALUES (?, ?, ?)",
                arguments: [owner, key, value.stored])
        }
    }

    /// Removes every setting of an owner, down to the bytes.
    public func removeSettings(of owner: String) async throws(StoreError) {
        try await erase { db in
            try db.execute(sql: "DELETE FROM settings WHERE owner = ?", arguments: [owner])
        }
    }
}
