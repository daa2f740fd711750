internal import GrapnelKit
internal import Synchronization

/// Which addresses are rooms that a plugin is in, for each account.
final class RoomClaims: Sendable {
    struct Claim: Sendable {
        let owner: String
        /// Where to send unavailable presence: the room with the nick.
        var occupant: JID
        let ledgerNumber: UInt64?
    }

    private let claims = Mutex<[ConversationID: Claim]>([:])

    /// - Throws: ``CommandError`` where another owner is in the room.
    func claim(_ room: ConversationID, owner: String, occupant: JID) throws(CommandError) {
        let other = claims.withLock { claims -> String? in
            if let claim = claims[room], claim.owner != owner { return claim.owner }
            claims[room] = Claim(owner: owner, occupant: occupant, ledgerNumber: claims[room]?.ledgerNumber)
            return nil
        }
        if let other { throw CommandError("The plugin \(other) is already in \(room.peer).") }
    }

    func note(ledgerNumber: UInt64, for room: ConversationID) {
        claims.withLock { claims in
            guard let claim = claims[room] else { return }
            claims[room] = Claim(owner: claim.owner, occupant: claim.occupant, ledgerNumber: ledgerNumber)
        }
    }

    @discardableResult
    func release(_ room: ConversationID) -> Claim? {
        claims.withLock { $0.removeValue(forKey: room) }
    }

    func contains(account: JID, room: JID) -> Bool {
        claims.withLock { $0[ConversationID(account: account, peer: room)] != nil }
    }

    subscript(_ room: ConversationID) -> Claim? {
        claims.withLock { $0[room] }
    }
}
