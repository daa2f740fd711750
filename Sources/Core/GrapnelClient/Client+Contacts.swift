public import GrapnelKit

extension Client {
    /// The contacts of every account, by name.
    public func contacts() async -> [(account: Account, item: RosterItem)] {
        var found: [(account: Account, item: RosterItem)] = []
        for account in accounts {
            guard let session = session(of: account.jid) else { continue }
            found += await session.roster.sorted.map { (account, $0) }
        }
        return found
    }

    /// The contact that a conversation is with; nil where the peer is none.
    public func contact(_ conversation: ConversationID) async -> RosterItem? {
        await session(of: conversation.account)?.roster.items[conversation.peer.bare]
    }
}

// MARK: - Conversations, for a front

extension Client {
    /// Makes the conversation with an address the open one in front: that of a room where it is known as one.
    public func openConversation(with peer: JID, on account: Account) async throws {
        let found = try await conversation(with: peer, account)
        try await open(found.id, kind: found.kind)
    }

    /// Makes a known conversation the open one in front.
    public func openConversation(_ id: ConversationID, kind: ConversationKind) async throws {
        try await open(id, kind: kind)
    }
}
