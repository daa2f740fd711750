internal import GrapnelKit
internal import Synchronization

/// Which addresses are rooms that a plugin is in, for each account.
final class RoomClaims: Sendable {
    struct Claim: Sendable {
        let owner: String
        /// Where to send unavailable presence: the room with the nick.
        let occupant: JID
        let ledgerNumber: UInt64
    }

    private let claims = Mutex<[ConversationID: Claim]>([:])

    /// Answers whether the room was free, rather than claimed by the same owner already.
    ///
    /// - Parameter ledgerNumber: what a new claim is written down as.
    /// - Throws: ``CommandError`` where another owner is in the room.
    func claim(
        _ room: ConversationID, owner: String, occupant: JID, ledgerNumber: UInt64
    ) throws(CommandError) -> Bool {
        let before = claims.withLock { claims -> Claim? in
            let before = claims[room]
            if before == nil || before?.owner == owner {
                let number = before?.ledgerNumber ?? ledgerNumber
                claims[room] = Claim(owner: owner, occupant: occupant, ledgerNumber: number)
            }
            return before
        }
        guard let before else { return true }
        guard before.owner == owner else {
            throw CommandError("The plugin \(before.owner) is already in \(room.peer).")
        }
        return false
    }

    /// Changes the occupant of a claim; answers whether the owner has it.
    func move(_ room: ConversationID, owner: String, to occupant: JID) -> Bool {
        claims.withLock { claims in
            guard let claim = claims[room], claim.owner == owner else { return false }
            claims[room] = Claim(owner: owner, occupant: occupant, ledgerNumber: claim.ledgerNumber)
            return true
        }
    }

    @discardableResult
    func release(_ room: ConversationID) -> Claim? {
        claims.withLock { $0.removeValue(forKey: room) }
    }

    /// Ends all claims of an account, whose session is over: no server knows of them any more.
    func releaseAll(of account: JID) -> [Claim] {
        claims.withLock { claims in
            let ended = claims.filter { $0.key.account == account }
            for room in ended.keys { claims[room] = nil }
            return Array(ended.values)
        }
    }

    func contains(account: JID, room: JID) -> Bool {
        claims.withLock { $0[ConversationID(account: account, peer: room)] != nil }
    }

    subscript(_ room: ConversationID) -> Claim? {
        claims.withLock { $0[room] }
    }
}
