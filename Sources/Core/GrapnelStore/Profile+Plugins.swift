internal import GRDB

extension Profile {
    /// Which plugins the user has switched on or off, by identifier; the others do what they do by default.
    public func pluginChoices() async throws(StoreError) -> [String: Bool] {
        try await read { db in
            var choices: [String: Bool] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT id, isEnabled FROM plugin") {
                choices[try row.value("id")] = try row.value("isEnabled") as Bool
            }
            return choices
        }
    }

    /// Whether a plugin is to run; a bundled one does unless it was switched off.
    public func isPluginEnabled(_ id: String, default standard: Bool = true) async throws(StoreError) -> Bool {
        try await read { db in
            try Bool.fetchOne(db, sql: "SELECT isEnabled FROM plugin WHERE id = ?", arguments: [id]) ?? standard
        }
    }

    /// Remembers that a plugin was switched on or off; nil forgets it.
    ///
    /// - Throws: ``StoreError`` `invalid` for an identifier that is empty or over 200 octets.
    public func setPlugin(_ id: String, isEnabled: Bool?) async throws(StoreError) {
        try Self.check(name: id, "plugin")
        try await write { db in
            guard let isEnabled else { return try db.execute(sql: "DELETE FROM plugin WHERE id = ?", arguments: [id]) }
            try db.execute(
                sql: "INSERT OR REPLACE INTO plugin (id, isEnabled) VALUES (?, ?)", arguments: [id, isEnabled])
        }
    }

    /// Refuses a name that is empty, over 200 octets or contains NUL, where SQLite's text ends.
    static func check(name: String, _ what: String) throws(StoreError) {
        guard (1...200).contains(name.utf8.count), !name.utf8.contains(0) else {
            throw StoreError(.invalid, "a \(what) of this name", detail: "1 to 200 octets")
        }
    }
}
