internal import GrapnelKit

/// What a roster push says (RFC 6121 §2.1.6).
enum RosterChange: Sendable, Hashable {
    case item(RosterItem)
    case removal(JID)

    /// Whether this, from the server, is the outcome of what was asked for; subscriptions are the server's own matter.
    func brings(_ wish: RosterChange) -> Bool {
        switch (self, wish) {
        case (.item(let item), .item(let wished)):
            item.jid == wished.jid && item.name == wished.name && Set(item.groups) == Set(wished.groups)
        case (.removal(let jid), .removal(let wished)): jid == wished
        default: false
        }
    }
}
