internal import GrapnelKit

/// Who may answer a request.
enum ReplySender: Sendable, Hashable {
    /// The server on behalf of the account: it leaves `from` out or puts the account's bare address there
    /// (RFC 6120 §8.1.2.1, §10.3.3). Its own domain would be another entity, and so would a resource of ours.
    case account(JID)
    /// Exactly this address; a stanza without `from` is the account's, so it is never an answer here.
    case entity(JID)

    init(_ to: JID?, account: JID) {
        if let to, to != account.bare {
            self = .entity(to)
        } else {
            self = .account(account.bare)
        }
    }

    func sent(_ stanza: XMLElement) -> Bool {
        switch self {
        case .account(let bare): stanza["from"].map { Self.matches($0, bare) } ?? true
        case .entity(let address): stanza["from"].map { Self.matches($0, address) } ?? false
        }
    }

    private static func matches(_ text: String, _ address: JID) -> Bool {
        // The common case needs no preparation.
        if text == address.description { return true }
        do {
            return try JID(text) == address
        } catch {
            return false
        }
    }
}
