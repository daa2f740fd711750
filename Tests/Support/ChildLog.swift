import Glibc
import Synchronization

/// What one child printed and how it ended, and who waits for either.
final class ChildLog: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var status: Int32?
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    var status: Int32? { state.withLock { $0.status } }

    /// Reads until the child closes its output, then reaps it. Runs on the child's own thread.
    func follow(_ child: ChildSpawn.Child) {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(child.output, &chunk, chunk.count)
            if count > 0 {
                change { $0.bytes.append(contentsOf: chunk[..<count]) }
            } else if count == 0 || errno != EINTR {
                break
            }
        }
        close(child.output)
        var raw: Int32 = 0
        while waitpid(child.pid, &raw, 0) < 0 && errno == EINTR {}
        let signal = raw & 0x7f
        change { $0.status = signal == 0 ? (raw >> 8) & 0xff : 128 + signal }
    }

    /// Asks `question` now and after every change until it has an answer.
    func next<Value>(_ question: ([UInt8], _ ended: Bool) throws -> Value?) async throws -> Value {
        while true {
            let (seen, ended) = state.withLock { ($0.bytes, $0.status != nil) }
            if let answer = try question(seen, ended) { return answer }
            try Task.checkCancellation()
            await changed(since: seen.count, ended: ended)
        }
    }

    func end() async throws -> Int32 {
        while true {
            let (count, status) = state.withLock { ($0.bytes.count, $0.status) }
            if let status { return status }
            try Task.checkCancellation()
            await changed(since: count, ended: false)
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiters = state.withLock { state in
            body(&state)
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        waiters.forEach { $0.resume() }
    }

    private func changed(since count: Int, ended: Bool) async {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = state.withLock { state in
                    let isDue = state.bytes.count != count || (state.status != nil) != ended || Task.isCancelled
                    if !isDue { state.waiters[id] = continuation }
                    return isDue
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }
}
