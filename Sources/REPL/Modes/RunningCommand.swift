internal import Synchronization

/// The one command that runs, so that Ctrl-C and signals can end the wait for it.
final class RunningCommand: Sendable {
    private let task = Mutex<Task<Void, any Error>?>(nil)

    /// Runs a command; it ends early when ``cancel()`` is called or the caller's task is cancelled.
    func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task { try await body() }
        self.task.withLock { $0 = task }
        defer { self.task.withLock { $0 = nil } }
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Answers whether there was something to cancel.
    @discardableResult
    func cancel() -> Bool {
        let task = task.withLock { $0 }
        task?.cancel()
        return task != nil
    }
}
