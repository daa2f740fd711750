internal import GrapnelKit

/// What `/join` was told: which room, under which nick, with which password.
struct JoinWish: Sendable, Hashable {
    let room: JID
    let nick: String
    let password: String?

    /// Whether the nick was asked for, or only follows from the account.
    let namesNick: Bool

    /// Reads the words of the command; `room@service/nick` is understood too.
    ///
    /// - Throws: ``CommandError`` for an address that is no room or a nick that cannot be one.
    init(room address: JID, nick wanted: String?, password: String?, account: JID) throws(CommandError) {
        guard address.local != nil else {
            throw CommandError("\(address) names a service, no room; write it as name@service, like lobby@\(address).")
        }
        let nick = wanted ?? address.resource ?? account.local ?? account.domain
        do {
            let occupant = try address.withResource(nick)
            self.room = address.bare
            self.nick = occupant.resource ?? nick
        } catch {
            throw CommandError("“\(nick)” cannot be a nick: \(error)")
        }
        guard !self.nick.allSatisfy(\.isWhitespace) else {
            throw CommandError("A nick cannot be blank; choose another.")
        }
        self.password = password
        self.namesNick = wanted != nil || address.resource != nil
    }
}
