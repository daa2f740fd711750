internal import GrapnelKit

/// What a roster push says (RFC 6121 §2.1.6).
enum RosterChange: Sendable, Hashable {
    case item(RosterItem)
    case removal(JID)
}
