/// Waits for another's work, and gives up after a while.
enum Patience {
    /// The work was not done in time.
    struct Exhausted: Error {
        let patience: Duration
    }

    /// Waits at most so long. Work that is given up is cancelled and left behind: nothing can end it by force.
    ///
    /// A task group would wait for the work that it has cancelled, and so would hang with it.
    static func wait<Value: Sendable>(
        _ patience: Duration, for work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let race = AsyncStream<Result<Value, any Error>>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let worker = Task { @concurrent in
            do {
                race.continuation.yield(.success(try await work()))
            } catch {
                race.continuation.yield(.failure(error))
            }
        }
        let clock = Task { @concurrent in
            try await Task.sleep(for: patience)
            race.continuation.yield(.failure(Exhausted(patience: patience)))
        }
        defer {
            worker.cancel()
            clock.cancel()
        }
        for await outcome in race.stream { return try outcome.get() }
        throw CancellationError()
    }
}
