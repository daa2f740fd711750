internal import FoundationEssentials
internal import GRDB
internal import GrapnelKit

extension Database {
    /// The most pieces that are taken of one column.
    private static let perColumn = 60

    /// A column that holds texts or octets.
    private struct Column {
        let table: String
        let name: String
    }

    /// Pieces of everything that the tables hold of an account, spread over old and new.
    ///
    /// Which tables those are is asked of the database, so that no later one can be forgotten: all that refer to an
    /// account, or to something that does.
    func needles(of account: Int64) throws -> [Needle] {
        var needles: [Needle] = []
        for (table, condition) in try belongings() {
            for column in try columns(of: table) {
                let (name, from) = (column.name.quotedDatabaseIdentifier, table.quotedDatabaseIdentifier)
                let length = "length(CAST(\(name) AS BLOB)) >= \(Needle.shortest)"
                let total = try Int.fetchOne(
                    self, sql: "SELECT count(*) FROM \(from) WHERE \(condition) AND \(length)", arguments: [account])
                let step = max(1, (total ?? 0) / Self.perColumn)
                let values = try Row.fetchCursor(
                    self,
                    sql: """
                        SELECT value FROM (SELECT CAST(\(name) AS BLOB) AS value, row_number() OVER () AS place
                        FROM \(from) WHERE \(condition) AND \(length)) WHERE place % \(step) = 0 LIMIT \(Self.perColumn)
                        """, arguments: [account])
                while let row = try values.next() {
                    if let octets = try row.bytes("value"), let needle = Needle("\(table).\(column.name)", octets) {
                        needles.append(needle)
                    }
                }
            }
        }
        return Array(Set(needles))
    }

    /// The tables that hold something of an account, each with the condition that chooses its rows.
    private func belongings() throws -> [(table: String, condition: String)] {
        var known = ["account": "id = ?1"]
        var waiting = ["account"]
        while let parent = waiting.popLast(), let chosen = known[parent] {
            for table in try tables() where known[table] == nil {
                let sql = "SELECT \"from\" FROM pragma_foreign_key_list(?) WHERE \"table\" = ?"
                guard let column = try String.fetchOne(self, sql: sql, arguments: [table, parent]) else { continue }
                let key = parent == "journal" ? "number" : "id"
                known[table] = """
                    \(column.quotedDatabaseIdentifier) IN
                    (SELECT \(key) FROM \(parent.quotedDatabaseIdentifier) WHERE \(chosen))
                    """
                waiting.append(table)
            }
        }
        return known.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    }

    private func tables() throws -> [String] {
        try String.fetchAll(
            self, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    }

    private func columns(of table: String) throws -> [Column] {
        let sql = "SELECT name FROM pragma_table_info(?) WHERE type IN ('TEXT', 'BLOB')"
        return try String.fetchAll(self, sql: sql, arguments: [table]).map { Column(table: table, name: $0) }
    }

    /// Whether an account that is there holds these octets.
    ///
    /// Settings and what else belongs to no account do not count: what stands there of an account was left behind.
    func holds(_ octets: [UInt8]) throws -> Bool {
        for (table, _) in try belongings() {
            for column in try columns(of: table) {
                let (name, from) = (column.name.quotedDatabaseIdentifier, table.quotedDatabaseIdentifier)
                let sql = "SELECT 1 FROM \(from) WHERE instr(CAST(\(name) AS BLOB), ?) > 0 LIMIT 1"
                if try Bool.fetchOne(self, sql: sql, arguments: [Data(octets)]) == true { return true }
            }
        }
        return false
    }

    /// Which of these texts an account has said, as whole messages.
    func said(_ texts: Set<String>, by account: Int64) throws -> Set<String> {
        guard !texts.isEmpty else { return [] }
        let cursor = try Row.fetchCursor(
            self,
            sql: """
                SELECT body FROM journal JOIN conversation ON conversation.id = journal.conversation
                WHERE conversation.account = ? AND direction = 'outgoing'
                """, arguments: [account])
        var found: Set<String> = []
        while let row = try cursor.next() {
            let body = try row.text("body")
            if texts.contains(body) { found.insert(body) }
        }
        return found
    }
}
