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

    /// Answers whether the room was free, rather than claimed by the same owner already.
    ///
    /// - Throws: ``CommandError`` where another owner is in the room.
    func claim(_ room: ConversationID, owner: String, occupant: JID) throws(CommandError) -> Bool {
        let before = claims.withLock { claims -> Claim? in
            let before = claims[room]
            if before == nil || before?.owner == owner {
                claims[room] = Claim(owner: owner, occupant: occupant, ledgerNumber: before?.ledgerNumber)
            }
            return before
        }
        guard let before else { return true }
        guard before.owner == owner else {
            throw CommandError("The plugin \(before.owner) is already in \(room.peer).")
        }
        return false
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
