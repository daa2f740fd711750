internal import GRDB

/// The versions of the database, each made from the one before.
///
/// A step that was released never changes; a change of the tables is a new step at the end. The number of steps taken
/// stands in `user_version`, and `application_id` tells a profile from the database of another program.
struct Schema: Sendable {
    /// `Grpl`.
    static let application: Int32 = 0x4772_706C

    static let current = Schema(steps: [first, archive, proxy, login, streams])

    /// SQL, each step run in a transaction.
    let steps: [String]

    /// Refuses what this program must not touch, before anything is written.
    ///
    /// - Throws: ``StoreError`` `newer`, or `unreadable` for another program's database.
    func check(_ db: Database, path: String) throws {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        if application != Self.application {
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard application == 0, version == 0, tables == 0 else {
                throw StoreError(.unreadable, path, detail: "it belongs to another program")
            }
        }
        guard version <= steps.count else { throw StoreError(.newer, path, detail: "\(version)") }
    }

    /// Takes the steps that are missing, each in a transaction of its own together with its number.
    func migrate(_ writer: some DatabaseWriter) throws {
        var migrator = DatabaseMigrator()
        for (index, step) in steps.enumerated() {
            migrator.registerMigration("\(index + 1)", foreignKeyChecks: .immediate) { db in
                try db.execute(sql: step)
                try db.execute(sql: "PRAGMA application_id = \(Self.application)")
                try db.execute(sql: "PRAGMA user_version = \(index + 1)")
            }
        }
        try migrator.migrate(writer)
    }
}
