internal import Glibc

/// A thread of its own for work that blocks, which the cooperative pool must not.
enum OwnThread {
    private final class Work {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Runs `body` on a new thread until it returns.
    ///
    /// - Throws: ``TerminalError`` where the system gives no thread.
    static func run(_ body: @escaping @Sendable () -> Void) throws(TerminalError) {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard status == 0 else {
            work.release()
            throw TerminalError(.system, "The system gives no thread for the terminal (error \(status)).")
        }
        pthread_detach(thread)
    }
}
