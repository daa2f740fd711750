internal import Dispatch
internal import GRDB

extension Profile {
    /// Opens the profile in a directory, making what is missing.
    ///
    /// Nothing is written before the directory, the lock and the database have been found in order; a database that is
    /// damaged, newer or another program's stays as it is.
    ///
    /// - Throws: ``StoreError`` `noDirectory`, `foreign`, `exposed`, `inUse`, `unreadable`, `newer`, `readOnly`, `full`.
    public static func open(in directory: ProfileDirectory) async throws(StoreError) -> Profile {
        try await open(in: directory, schema: .current)
    }

    static func open(in directory: ProfileDirectory, schema: Schema) async throws(StoreError) -> Profile {
        let result = await offPool { Result { try prepare(directory, schema: schema) } }
        switch result {
        case .success(let profile): return profile
        case .failure(let error): throw StoreError(error, path: directory.database)
        }
    }

    /// Lets running calls finish, writes the log back into the database and gives the profile free for others.
    ///
    /// Later calls throw ``StoreError`` `closed`; closing again does nothing.
    public func close() async throws(StoreError) {
        guard let storage = surrender() else { return }
        let result = await Self.offPool {
            Result {
                // The pool's last connection reads only, so that closing alone would leave the log as it is.
                _ = try storage.pool.barrierWriteWithoutTransaction { db in try db.checkpoint(.truncate) }
                try storage.pool.close()
            }
        }
        if case .failure(let error) = result { throw StoreError(error, path: directory.database) }
        // The queue may keep the storage a moment longer, and the profile can be opened again from here on.
        storage.lock.release()
    }

    /// Reads the whole database and says what is wrong with it, one sentence of SQLite's each; none if it is sound.
    ///
    /// Takes time in proportion to the size; writing goes on meanwhile.
    public func integrityCheck() async throws(StoreError) -> [String] {
        try await read { db in
            var faults = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            faults += try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row in
                "a row of \(try row.value("table") as String) refers to nothing"
            }
            return faults
        }
    }

    private static func prepare(_ directory: ProfileDirectory, schema: Schema) throws -> Profile {
        try directory.create()
        let lock = try ProfileLock(directory)
        let path = directory.database
        try ProfileDirectory.makeFile(path)
        if ProfileDirectory.size(of: path) == 0 {
            // SQLite would take the log of an emptied database for rubbish and delete it.
            if let log = ProfileDirectory.size(of: "\(path)-wal"), log > 0 {
                throw StoreError(.unreadable, path, detail: "it is empty, but its log is not")
            }
        } else {
            var looking = configuration
            looking.readonly = true
            let glance = try DatabaseQueue(path: path, configuration: looking)
            try glance.read { db in try schema.check(db, path: path) }
            try glance.close()
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB chooses NORMAL for a database with a log, which may lose the last transactions with the power.
        try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
        try schema.migrate(pool)
        return Profile(directory: directory, storage: Storage(pool: pool, lock: lock))
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "grapnel.profile"
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 2
        // The lock keeps other Grapnels out; this is for a person with the sqlite3 shell.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            // No temporary file may hold messages, no schema of a tampered file may call functions.
            try db.execute(
                sql: """
                    PRAGMA secure_delete = ON;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    """
            )
        }
        return configuration
    }

    /// Runs blocking work on a dispatch queue.
    static func offPool<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { waiting in
            DispatchQueue.global(qos: .userInitiated).async { waiting.resume(returning: work()) }
        }
    }
}
