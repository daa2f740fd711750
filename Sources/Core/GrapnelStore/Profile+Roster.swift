internal import GRDB
public import GrapnelKit

extension Profile {
    /// An account's roster as the server last told it: the version (nil before the first) and the items by address.
    ///
    /// - Throws: ``StoreError`` `missing` for an unknown account, as all of these.
    public func roster(of account: JID) async throws(StoreError) -> (version: String?, items: [RosterItem]) {
        try await read { db in
            let row = try db.accountRow(account)
            let version = try Optional<String>.fetchOne(
                db, sql: "SELECT rosterVersion FROM account WHERE id = ?", arguments: [row])
            return (version ?? nil, try db.rosterItems(of: row))
        }
    }

    /// Puts a whole roster in the place of the old one, together with its version.
    public func replaceRoster(
        of account: JID, with items: [RosterItem], version: String?
    ) async throws(StoreError) {
        try await write { db in
            let row = try db.accountRow(account)
            try db.execute(sql: "DELETE FROM rosterItem WHERE account = ?", arguments: [row])
            for item in items { try db.put(item, account: row) }
            try db.setRosterVersion(version, account: row)
        }
    }

    /// Adds or changes one item, as a roster push does, together with the version.
    public func putRosterItem(_ item: RosterItem, of account: JID, version: String?) async throws(StoreError) {
        try await write { db in
            let row = try db.accountRow(account)
            try db.put(item, account: row)
            try db.setRosterVersion(version, account: row)
        }
    }

    /// Removes one item, as a roster push does, together with the version; an item that is not there is no error.
    public func removeRosterItem(_ jid: JID, of account: JID, version: String?) async throws(StoreError) {
        try await write { db in
            let row = try db.accountRow(account)
            try db.execute(
                sql: "DELETE FROM rosterItem WHERE account = ? AND jid = ?", arguments: [row, jid.description])
            try db.setRosterVersion(version, account: row)
        }
    }
}

extension Database {
    fileprivate func rosterItems(of account: Int64) throws -> [RosterItem] {
        let sql = """
            SELECT item, rosterGroup.name AS name FROM rosterGroup JOIN rosterItem ON rosterItem.id = item
            WHERE account = ? ORDER BY rosterGroup.name
            """
        var groups: [Int64: [String]] = [:]
        for row in try Row.fetchAll(self, sql: sql, arguments: [account]) {
            groups[try row.value("item"), default: []].append(try row.value("name"))
        }
        let items = "SELECT * FROM rosterItem WHERE account = ? ORDER BY jid"
        return try Row.fetchAll(self, sql: items, arguments: [account]).map { row in
            RosterItem(
                jid: try row.jid("jid"), name: try row.value("name"), subscription: try row.named("subscription"),
                isAsking: try row.value("isAsking"), isApproved: try row.value("isApproved"),
                groups: groups[try row.value("id")] ?? []
            )
        }
    }

    fileprivate func put(_ item: RosterItem, account: Int64) throws {
        let sql = """
            INSERT INTO rosterItem (account, jid, name, subscription, isAsking, isApproved) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (account, jid) DO UPDATE SET name = excluded.name, subscription = excluded.subscription,
            isAsking = excluded.isAsking, isApproved = excluded.isApproved RETURNING id
            """
        let arguments: StatementArguments = [
            account, item.jid.description, item.name, item.subscription.rawValue, item.isAsking, item.isApproved,
        ]
        let row = try Int64.fetchOne(self, sql: sql, arguments: arguments)
        try execute(sql: "DELETE FROM rosterGroup WHERE item = ?", arguments: [row])
        for group in item.groups {
            try execute(sql: "INSERT OR IGNORE INTO rosterGroup (item, name) VALUES (?, ?)", arguments: [row, group])
        }
    }

    fileprivate func setRosterVersion(_ version: String?, account: Int64) throws {
        try execute(sql: "UPDATE account SET rosterVersion = ? WHERE id = ?", arguments: [version, account])
    }
}
