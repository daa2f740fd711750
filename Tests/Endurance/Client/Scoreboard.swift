import Foundation
import Synchronization

/// What the client under test has done so far; it tells every step on standard output, and lets others wait for one.
final class Scoreboard: Sendable {
    struct State: Sendable {
        /// Messages of ours that are in the journal.
        var said = 0
        /// Those of them that the server has.
        var sent = 0
        /// Messages of the peer that are in the journal.
        var received = 0
        var isOnline = false
        /// Sentences with which the client stopped trying by itself.
        var surrenders: [String] = []
        /// Sentences about anything else that should not have happened.
        var complaints: [String] = []

        /// Messages that have come as far as they can, of both directions.
        var arrived: Int { sent + received }
    }

    private struct Contents {
        var state = State()
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let contents = Mutex(Contents())

    var state: State { contents.withLock(\.state) }

    /// Changes the counts and tells `line`, one at a time, so that lines come in the order of the changes.
    func note(_ change: (inout State) -> String?) {
        let waiters = contents.withLock { contents in
            if let line = change(&contents.state) { Self.tell(line) }
            defer { contents.waiters = [] }
            return contents.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Writes a line at once, whatever standard output is.
    static func tell(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }

    func complain(_ sentence: String) {
        note {
            $0.complaints.append(sentence); return nil
        }
    }

    /// Returns when the state is such, or at a deadline; answers whether it is.
    func wait(within limit: Duration, until isSuch: @Sendable @escaping (State) -> Bool) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    if await self.change(unless: isSuch) { return true }
                }
                return false
            }
            group.addTask {
                // Cancelled when the state is such: there is nothing to wait for then.
                do { try await Task.sleep(for: limit) } catch {}
                self.note { _ in nil }
                return false
            }
            defer {
                group.cancelAll()
                note { _ in nil }
            }
            return await group.next() ?? false
        }
    }

    /// Waits for the next change, unless the state is such already, which is the answer.
    private func change(unless isSuch: (State) -> Bool) async -> Bool {
        var holds = false
        await withCheckedContinuation { continuation in
            let waits = contents.withLock { contents in
                holds = isSuch(contents.state)
                let waits = !holds && !Task.isCancelled
                if waits { contents.waiters.append(continuation) }
                return waits
            }
            if !waits { continuation.resume() }
        }
        return holds
    }
}
