internal import GrapnelKit

/// Decides, once for each stanza, who it is from; the outer sender alone counts (RFC 6120 §8.1.2.1).
struct SourceGate: Sendable {
    let account: JID
    let claims: RoomClaims

    /// - Parameter isContact: whether a bare address is in the roster.
    func source(of from: JID?, isContact: (JID) -> Bool) -> Source {
        guard let from else { return .account(resource: nil) }
        let bare = from.bare
        if bare == account { return .account(resource: from.resource) }
        if from == account.server { return .server }
        if claims.contains(account: account, room: bare) {
            return from.resource.map { .occupant(RoomOccupant(room: bare, nick: $0)) } ?? .room(bare)
        }
        return isContact(bare) ? .contact(from) : .stranger(from)
    }
}
