internal import GrapnelKit

/// The contacts of one account and what is known of their presence.
struct Roster: Sendable {
    /// The most resources of one contact whose presence is kept.
    static let resourceBound = 50

    private(set) var version = ""
    private(set) var items: [JID: RosterItem] = [:]
    private var presences: [JID: [String: ContactPresence]] = [:]

    init(version: String = "", items: [RosterItem] = []) {
        replace(items, version: version)
    }

    mutating func replace(_ items: [RosterItem], version: String) {
        self.version = version
        self.items = Dictionary(items.map { ($0.jid, $0) }, uniquingKeysWith: { _, last in last })
    }

    mutating func apply(_ change: RosterChange, version: String?) {
        if let version { self.version = version }
        switch change {
        case .item(let item): items[item.jid] = item
        case .removal(let jid):
            items[jid] = nil
            presences[jid] = nil
        }
    }

    /// Takes note of a contact's presence; answers whether it is that of a contact.
    mutating func note(_ presence: Presence) -> Bool {
        guard let from = presence.from, items[from.bare] != nil else { return false }
        let resource = from.resource ?? ""
        switch presence.kind {
        case .available:
            let known = presences[from.bare, default: [:]]
            guard known[resource] != nil || known.count < Self.resourceBound else { return true }
            presences[from.bare, default: [:]][resource] = ContactPresence(presence)
        case .unavailable, .error:
            // From the bare address it speaks for all resources.
            if from.isBare { presences[from.bare] = nil } else { presences[from.bare]?[resource] = nil }
            if presences[from.bare]?.isEmpty == true { presences[from.bare] = nil }
        default:
            break
        }
        return true
    }

    /// Forgets who is there, as when the session ends.
    mutating func forgetPresence() {
        presences = [:]
    }

    /// The presence that stands for a contact: the highest priority, then the resource that comes first.
    func presence(of jid: JID) -> ContactPresence? {
        presences[jid.bare]?.sorted { $0.key < $1.key }.map(\.value).max { $0.priority < $1.priority }
    }

    /// Contacts by name or address.
    var sorted: [RosterItem] {
        items.values.sorted { ($0.name ?? $0.jid.description, $0.jid) < ($1.name ?? $1.jid.description, $1.jid) }
    }
}
