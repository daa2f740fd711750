internal import Dispatch
internal import Synchronization

/// A question from the terminal's thread, which waits for the answer a bounded time.
final class CompletionRequest: Sendable {
    /// How long the thread waits; a completion that takes longer is none.
    static let patience = DispatchTimeInterval.milliseconds(300)

    /// The line up to the cursor.
    let line: String

    private let candidates = Mutex<[String]>([])
    private let answered = DispatchSemaphore(value: 0)

    init(line: String) {
        self.line = line
    }

    func answer(_ found: [String]) {
        candidates.withLock { $0 = found }
        answered.signal()
    }

    /// Blocks; only ever called on the terminal's own thread.
    func wait() -> [String] {
        guard answered.wait(timeout: .now() + Self.patience) == .success else { return [] }
        return candidates.withLock { $0 }
    }
}
