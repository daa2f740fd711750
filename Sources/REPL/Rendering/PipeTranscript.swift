internal import GrapnelClient
internal import GrapnelKit

/// Turns events into the lines of a pipe, without times and looks.
///
/// `< peer: text` came in and `> peer: text` went out, `*` is news; what a command prints stands as it is, with a blank
/// before it where it would look like one of these.
struct PipeTranscript: Sendable {
    /// What an event means to a script.
    struct Outcome: Sendable {
        var lines: [Line] = []
        /// A sentence for standard error, which makes the exit status 1.
        var failure: Line?
    }

    /// - Parameter isOnItsWay: whether the event is about a message that has not been shown as sent; a room may show
    ///   it to everybody before the stream has noted that it took it.
    func outcome(of event: FrontEvent, isOnItsWay: Bool = true) -> Outcome {
        switch event {
        case .message(let entry):
            if entry.state == .failed { return failed(entry) }
            return entry.state == .pending ? Outcome() : Outcome(lines: [message(entry)])
        case .progress(let entry):
            switch entry.state {
            case .failed: return failed(entry)
            case .sent, .confirmed: return isOnItsWay ? Outcome(lines: [message(entry)]) : Outcome()
            default: return Outcome()
            }
        case .missed(let entries):
            return Outcome(lines: entries.map { message($0) })
        case .past(let entry):
            return Outcome(lines: [message(entry, isPast: true)])
        case .presence(_, let presence):
            guard let from = presence.from else { return Outcome() }
            let said: Line = presence.status.map { ": \($0)" } ?? ""
            switch presence.kind {
            case .available: return Outcome(lines: ["* \(from) is \(presence.show.rawValue)\(said)"])
            case .unavailable: return Outcome(lines: ["* \(from) is offline\(said)"])
            default: return Outcome()
            }
        case .subscriptionRequest(let account, let from, _):
            return Outcome(lines: ["* \(from) asks to see the presence of \(account)"])
        case .connection(let account, let state):
            return connection(account, state)
        case .opened(let id, _):
            return Outcome(lines: ["* \(id.peer) is open"])
        case .notice(let notice):
            let tag: Line = notice.conversation.map { "\($0.peer): " } ?? ""
            return Outcome(lines: ["* \(tag)\(body: notice.text)"])
        }
    }

    /// A line that a command printed.
    func output(_ text: String) -> Line {
        let isMark = ["< ", "> ", "* "].contains { text.hasPrefix($0) }
        return isMark ? " \(body: text)" : Line(body: text)
    }

    private func message(_ entry: JournalEntry, isPast: Bool = false) -> Line {
        let mark = entry.direction == .incoming ? "<" : ">"
        let late: Line = isPast || entry.isDelayed ? "[\(own: entry.sent.description)] " : ""
        let isSpokenByNick = entry.kind == .room && entry.direction == .incoming
        let speaker: Line = isSpokenByNick ? "\(entry.conversation.peer)/\(entry.author)" : "\(entry.conversation.peer)"
        return "\(own: mark) \(late)\(speaker): \(body: entry.body)"
    }

    private func failed(_ entry: JournalEntry) -> Outcome {
        Outcome(
            failure: "The message to \(entry.conversation.peer) was not sent: \(entry.failure ?? "nobody said why.")")
    }

    private func connection(_ account: JID, _ state: ConnectionState) -> Outcome {
        switch state {
        case .connecting: Outcome()
        case .online(let address): Outcome(lines: ["* \(account) is online as \(address.resource ?? "")"])
        case .offline: Outcome(lines: ["* \(account) is offline"])
        case .failed(let reason, nil): Outcome(failure: "\(account): \(reason)")
        case .failed(let reason, _?): Outcome(lines: ["* \(account): \(reason)"])
        }
    }
}
