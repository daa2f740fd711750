import GrapnelKit

/// An account that exists on a server, for one test alone.
struct Person: Sendable, Hashable {
    let name: String
    let domain: String

    var password: String { "secret-of-\(name)" }
    var address: String { "\(name)@\(domain)" }

    func jid() throws -> JID { try JID(address) }

    func conversation(with other: Person) throws -> ConversationID {
        ConversationID(account: try jid(), peer: try other.jid())
    }
}
