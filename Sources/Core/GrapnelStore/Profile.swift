internal import GRDB
internal import Synchronization

/// Everything that outlives the program, in one SQLite database that one process has open at a time.
///
/// Each call is one transaction. A writing call returns when its transaction is on the disk (`synchronous = FULL`), so
/// that a message which was shown, sent or acknowledged is in the journal even after the power failed. A call runs to
/// its end even where its task is cancelled: a state that was reached is written.
///
/// SQLite blocks, so every statement runs on GRDB's dispatch queues and never on the cooperative pool: one queue
/// writes, two read beside it and see what was committed when they began.
public final class Profile: Sendable {
    /// Where the profile lives.
    public let directory: ProfileDirectory

    private let storage: Mutex<Storage?>

    /// What is given up by ``close()``.
    struct Storage {
        let pool: DatabasePool
        /// Let go of after the pool.
        let lock: ProfileLock
    }

    init(directory: ProfileDirectory, storage: Storage) {
        self.directory = directory
        self.storage = Mutex(storage)
    }

    /// Reads what was committed, beside a writer.
    func read<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        try await perform { pool, finish in
            pool.asyncRead { database in finish(Result { try work(try database.get()) }) }
        }
    }

    /// Changes everything that `work` changes, or nothing where it throws.
    func write<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        try await perform { pool, finish in
            pool.asyncWrite(work) { _, result in finish(result) }
        }
    }

    /// Changes as ``write(_:)`` does, while nothing reads, and leaves no byte of what was deleted in the files.
    ///
    /// `secure_delete` clears what a table gives up, but not what a row leaves behind on a page when SQLite moves it to
    /// another one to balance its trees; `VACUUM` writes every page anew. The log beside the database still has the
    /// pages as they were, so it is written back and cut to nothing, which only works while no reader stands in it.
    func erase<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        try await perform { pool, finish in
            pool.asyncBarrierWriteWithoutTransaction { database in
                finish(
                    Result {
                        let database = try database.get()
                        let value = try database.inTransactionReturning(work)
                        try database.execute(sql: "VACUUM")
                        try database.checkpoint(.truncate)
                        return value
                    }
                )
            }
        }
    }

    /// Takes the storage away, so that every later call finds the profile closed.
    func surrender() -> Storage? {
        storage.withLock { storage in
            let surrendered = storage
            storage = nil
            return surrendered
        }
    }

    /// Queues work and waits for it without blocking; the lock is held for the queueing alone, so that no work is
    /// queued behind ``close()``.
    private func perform<Value: Sendable>(
        _ queue: (DatabasePool, @escaping @Sendable (Result<Value, any Error>) -> Void) -> Void
    ) async throws(StoreError) -> Value {
        let result = await withCheckedContinuation { (waiting: CheckedContinuation<Result<Value, any Error>, Never>) in
            let isOpen = storage.withLock { storage in
                if let storage { queue(storage.pool) { waiting.resume(returning: $0) } }
                return storage != nil
            }
            if !isOpen { waiting.resume(returning: .failure(StoreError(.closed, directory.data))) }
        }
        switch result {
        case .success(let value): return value
        case .failure(let error): throw StoreError(error, path: directory.database)
        }
    }
}

extension Database {
    /// ``inTransaction(_:_:)`` for work that has a value.
    fileprivate func inTransactionReturning<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try beginTransaction(.immediate)
        do {
            let value = try work(self)
            try commit()
            return value
        } catch {
            if isInsideTransaction { try rollback() }
            throw error
        }
    }
}
