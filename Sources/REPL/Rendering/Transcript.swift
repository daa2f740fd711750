internal import GrapnelClient
internal import GrapnelKit

/// Turns events into the lines of a screen.
///
/// Behind the time every line has a mark of ours, so that the text of others can never look like a line of ours:
/// `<name>` speaks, `*` does something, `--` is news, `!` went wrong, `…` is not sent yet.
struct Transcript: Sendable {
    var desk = Desk()
    private let time: @Sendable (Timestamp) -> LocalTime
    private var lastDay: LocalTime?

    /// Own messages that were shown as waiting, by number; at most ``Desk/bound``.
    private var waiting: Set<Int64> = []

    init(time: @escaping @Sendable (Timestamp) -> LocalTime = LocalTime.system) {
        self.time = time
    }

    /// The most missed messages that are shown at once, so that a long absence does not fill the screen.
    private static let missedBound = 20

    /// The lines for an event at a moment.
    ///
    /// - Parameter name: how the person in front calls the contact that the event is about.
    mutating func lines(for event: FrontEvent, name: String? = nil, now: Timestamp = .now) -> [Line] {
        switch event {
        case .message(let entry):
            let line = message(entry, name)
            desk.note(entry)
            return dated(entry.sent, line)
        case .missed(let entries):
            for entry in entries { desk.note(entry) }
            let here = entries.filter { $0.conversation == desk.open?.id }
            let shown = here.suffix(Self.missedBound).flatMap { dated($0.sent, message($0, nil)) }
            guard here.count > Self.missedBound else { return shown }
            let older = here.count - Self.missedBound
            return [Line(.dim, "-- \(own: "\(older)") older ones are in /history")] + shown
        case .past(let entry):
            return dated(entry.sent, message(entry, name))
        case .progress(let entry):
            return progress(entry).map { dated(now, $0) } ?? []
        case .presence(let account, let presence):
            return self.presence(account, presence, name).map { dated(now, $0) } ?? []
        case .subscriptionRequest(let account, let from, let status):
            let said: Line = status.map { ": “\($0)”" } ?? ""
            let onto: Line = desk.hasSeveralAccounts ? " of \(account)" : ""
            let ask: Line = "-- \(from) asks to see your presence\(onto)\(said)"
            return dated(now, ask + " (/sub allow \(from), or /sub deny \(from))")
        case .connection(let account, let state):
            desk.note(account, state)
            return connection(account, state).map { dated(now, $0) } ?? []
        case .opened(let id, let kind):
            let unread = desk.unread.first { $0.id == id }?.count ?? 0
            desk.open(id, kind: kind)
            let news = unread == 0 ? "" : unread == 1 ? ", 1 message was unread" : ", \(unread) messages were unread"
            return dated(now, Line(.dim, "-- \(id.peer) is open\(own: news)"))
        case .notice(let notice):
            let tag: Line = notice.conversation.map { $0 == desk.open?.id ? "" : "[\(desk.tag($0))] " } ?? ""
            return dated(now, "-- \(tag)\(body: notice.text)")
        }
    }

    // MARK: Messages

    private mutating func message(_ entry: JournalEntry, _ name: String?) -> Line {
        let tag: Line = entry.conversation == desk.open?.id ? "" : "[\(desk.tag(entry.conversation), .strong)] "
        let mark: Line
        switch entry.state {
        case .pending where !isOnline(entry.conversation.account):
            if waiting.count < Desk.bound { waiting.insert(entry.number) }
            mark = "\(own: "… ", .dim)"
        case .failed:
            mark = "\(own: "! ", .alert)"
        default:
            mark = ""
        }
        let (author, style) = author(of: entry, name)
        let failure: Line = entry.failure.map { "\(own: " (not sent: ", .alert)\($0, .alert)\(own: ")", .alert)" } ?? ""
        if entry.body.hasPrefix("/me ") {
            return "\(tag)\(mark)* \(author, style) \(body: String(entry.body.dropFirst(4)))\(failure)"
        }
        return "\(tag)\(mark)<\(author, style)> \(body: entry.body)\(failure)"
    }

    private func author(of entry: JournalEntry, _ name: String?) -> (String, Style) {
        if entry.direction == .outgoing {
            let account = entry.conversation.account
            return (Self.bracketed(entry.kind == .room ? entry.author : account.local ?? account.domain), .own)
        }
        if entry.kind == .room || entry.conversation.peer.resource != nil {
            return (Self.bracketed(entry.author), NickColour.style(of: entry.author))
        }
        let peer = entry.conversation.peer.bare
        return (Self.bracketed(name ?? peer.local ?? peer.domain), NickColour.style(of: peer.description))
    }

    /// Our brackets end where we say, not where a nick says.
    private static func bracketed(_ name: String) -> String {
        String(name.map { $0 == "<" ? "‹" : $0 == ">" ? "›" : $0 })
    }

    private mutating func progress(_ entry: JournalEntry) -> Line? {
        let wasWaiting = waiting.remove(entry.number) != nil
        let excerpt =
            entry.body.split(separator: "\n").first.map { $0.count > 40 ? "\($0.prefix(40))…" : "\($0)" } ?? ""
        switch entry.state {
        case .sent where wasWaiting, .confirmed where wasWaiting:
            return Line(.dim, "-- sent to \(desk.tag(entry.conversation)): \(excerpt)")
        case .failed:
            let reason = entry.failure ?? "nobody said why."
            return Line(.alert, "! not sent to \(desk.tag(entry.conversation)): \(reason) (“\(excerpt)”)")
        default:
            return nil
        }
    }

    private func isOnline(_ account: JID) -> Bool {
        if case .online = desk.connections[account] { true } else { false }
    }

    // MARK: Presence and connections

    /// Comings and goings of those who were spoken with; a long roster would fill the screen with the others.
    private func presence(_ account: JID, _ presence: Presence, _ name: String?) -> Line? {
        guard let from = presence.from?.bare else { return nil }
        let id = ConversationID(account: account, peer: from)
        guard desk.open?.id == id || desk.recent.contains(id) else { return nil }
        let said: Line = presence.status.map { ": \($0)" } ?? ""
        let who = name ?? "\(from)"
        switch presence.kind {
        case .available where presence.show == .online: return Line(.dim, "-- \(who) is online\(said)")
        case .available: return Line(.dim, "-- \(who) is \(own: Self.words(presence.show))\(said)")
        case .unavailable: return Line(.dim, "-- \(who) is offline\(said)")
        default: return nil
        }
    }

    private static func words(_ show: Presence.Show) -> String {
        switch show {
        case .online: "online"
        case .chat: "free to chat"
        case .away: "away"
        case .xa: "away for longer"
        case .dnd: "busy"
        @unknown default: show.rawValue
        }
    }

    private func connection(_ account: JID, _ state: ConnectionState) -> Line? {
        switch state {
        case .offline: return "-- \(account) is offline"
        case .connecting: return nil
        case .online: return "-- \(account) is online"
        case .failed(let reason, let pause):
            let next: Line = pause.map { " Next try in \(own: "\(max(1, $0.components.seconds)) s")." } ?? ""
            return "\(own: "!", .alert) \(account): \(reason)\(next)"
        }
    }

    // MARK: Time

    /// A line with its time, and before it the day where it is another than that of the last line.
    private mutating func dated(_ moment: Timestamp, _ line: Line) -> [Line] {
        let local = time(moment)
        var stamped: Line = "\(own: local.clock, .dim) \(line)"
        // Under the text, not under the time.
        stamped.hang = 6
        if let lastDay, lastDay.isSameDay(as: local) { return [stamped] }
        lastDay = local
        return ["\(own: "── \(local.date) ──", .dim)", stamped]
    }
}
