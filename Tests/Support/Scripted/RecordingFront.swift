public import GrapnelClient
public import GrapnelKit
import Synchronization

/// A front that writes down what it is shown, one line for each event, and lets a test wait for a line.
public final class RecordingFront: Front {
    private struct State {
        var lines: [String] = []
        var replies: [String] = []
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let answer: String?

    /// - Parameter secret: what it answers when it is asked for a password.
    public init(secret: String? = nil) {
        self.answer = secret
    }

    public var lines: [String] { state.withLock(\.lines) }

    public func present(_ event: FrontEvent) async {
        add(Self.line(event))
    }

    public func secret(_ question: String) async -> String? { answer }

    public func ask(_ question: String) async -> String? {
        add("asked \(question)")
        return state.withLock { $0.replies.isEmpty ? nil : $0.replies.removeFirst() }
    }

    public func forget(_ account: JID) async { add("forget \(account)") }

    /// What it answers to questions from now on; when there is no more, nobody is there.
    public func reply(_ answers: String...) {
        state.withLock { $0.replies = answers }
    }

    /// Writes down a line that a command printed.
    public func add(_ line: String) {
        let waiters = state.withLock { state in
            state.lines.append(line)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until a line contains a text, and answers the line.
    ///
    /// - Parameters:
    ///   - count: how many lines at the beginning do not count.
    ///   - times: how many lines have to contain it; the last of them is the answer.
    @discardableResult
    public func wait(for text: String, after count: Int = 0, times: Int = 1) async throws -> String {
        try await within("waiting for “\(text)” among \(lines)") { [self] in
            while true {
                // One look: a line that came between two would be waited for in vain.
                let seen = lines
                let found = seen.dropFirst(count).filter { $0.contains(text) }
                if found.count >= times { return found[times - 1] }
                await changed(since: seen.count)
                try Task.checkCancellation()
            }
        }
    }

    private func changed(since count: Int) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if state.lines.count != count || Task.isCancelled { return true }
                    state.waiters.append(continuation)
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            let waiters = state.withLock { state in
                defer { state.waiters = [] }
                return state.waiters
            }
            for waiter in waiters { waiter.resume() }
        }
    }

    private static func line(_ event: FrontEvent) -> String {
        switch event {
        case .message(let entry):
            "\(entry.direction == .incoming ? "from" : "to") \(entry.conversation.peer) \(entry.author): \(entry.body)"
        case .missed(let entries):
            "missed \(entries.map { "\($0.direction == .incoming ? "<" : ">") \($0.body)" }.joined(separator: ", "))"
        case .past(let entry):
            "past \(entry.author): \(entry.body)"
        case .progress(let entry):
            "\(entry.state.rawValue) \(entry.body)\(entry.failure.map { ": \($0)" } ?? "")"
        case .presence(_, let presence):
            "presence \(presence.from?.description ?? "") \(presence.kind.rawValue) \(presence.show.rawValue)"
        case .subscriptionRequest(_, let from, _): "request from \(from)"
        case .connection(let account, let state):
            switch state {
            case .offline: "\(account) offline"
            case .connecting: "\(account) connecting"
            case .online(let address): "\(account) online as \(address)"
            case .failed(let reason, _): "\(account) failed: \(reason)"
            }
        case .opened(let conversation, let kind): "opened \(kind.rawValue) \(conversation.peer)"
        case .notice(let notice): "notice \(notice.text)"
        }
    }
}
