internal import GrapnelClient
internal import GrapnelKit

/// What lies before the person in front: the open conversation, what is unread, which accounts are online.
struct Desk: Sendable {
    /// The most conversations that are remembered as unread; strangers cannot fill memory.
    static let bound = 1_000

    /// The conversation that a plain line goes to.
    private(set) var open: (id: ConversationID, kind: ConversationKind)?

    /// The conversations with unread messages, the longest waiting first.
    private(set) var unread: [(id: ConversationID, kind: ConversationKind, count: Int)] = []

    /// Those that were spoken in since the start, the latest last.
    private(set) var recent: [ConversationID] = []

    /// Where every account's session stands.
    private(set) var connections: [JID: ConnectionState] = [:]

    mutating func open(_ id: ConversationID, kind: ConversationKind) {
        open = (id, kind)
        unread.removeAll { $0.id == id }
    }

    mutating func note(_ account: JID, _ state: ConnectionState) {
        connections[account] = state
    }

    /// Counts a message; history of a room is not unread.
    mutating func note(_ entry: JournalEntry) {
        recent.removeAll { $0 == entry.conversation }
        recent.append(entry.conversation)
        if recent.count > Self.bound { recent.removeFirst() }
        guard entry.direction == .incoming, entry.conversation != open?.id else { return }
        if entry.isDelayed, entry.kind == .room { return }
        if let index = unread.firstIndex(where: { $0.id == entry.conversation }) {
            unread[index].count += 1
        } else if unread.count < Self.bound {
            unread.append((entry.conversation, entry.kind, 1))
        }
    }

    /// Whether an account must be named because there are several.
    var hasSeveralAccounts: Bool { connections.count > 1 }

    /// How a conversation is written where it is not the open one.
    func tag(_ id: ConversationID) -> String {
        hasSeveralAccounts ? "\(id.peer) on \(id.account.local ?? id.account.domain)" : "\(id.peer)"
    }

    /// `alice@localhost | bob@localhost >`, shorter where it would take more than half of the screen.
    func prompt(columns: Int) -> Line {
        let account = open?.id.account ?? connections.keys.min { $0.description < $1.description }
        guard let account else { return "\(own: "grapnel >", .strong) " }
        let mark = unread.isEmpty ? "" : "[\(unread.count)] "
        let state = stateMark(of: account)
        let full = ["\(account)", open.map { "\($0.id.peer)" }].compactMap { $0 }
        let short = [account.local ?? account.domain, open.map { $0.id.peer.local ?? $0.id.peer.domain }].compactMap {
            $0
        }
        let room = columns / 2 - mark.count - state.count - 3
        let choices = [full, short, Array(short.suffix(1))]
        let chosen = choices.first { $0.joined(separator: " | ").count <= room } ?? [Self.cut(short.last ?? "", room)]
        let names: Line = chosen.dropFirst().reduce("\(chosen.first ?? "")") { $0 + " | \($1)" }
        return "\(own: mark, .alert)\(Line(.strong, names))\(own: state, .dim)\(own: " >", .strong) "
    }

    private func stateMark(of account: JID) -> String {
        switch connections[account] {
        case .online: ""
        case .connecting: " (connecting)"
        default: " (offline)"
        }
    }

    private static func cut(_ name: String, _ room: Int) -> String {
        String(name.prefix(max(room - 1, 4))) + "…"
    }
}
