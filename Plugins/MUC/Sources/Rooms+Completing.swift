internal import GrapnelKit

extension Rooms {
    /// The most suggestions for one word.
    private static let limit = 200

    /// The rooms that we are in.
    func completeRoom(_ query: CompletionQuery) async -> [String] {
        let wanted = query.prefix.lowercased()
        let names = Set(table.rooms().map(\.address.description)).filter { $0.hasPrefix(wanted) }
        return Array(names.sorted().prefix(Self.limit))
    }

    /// The occupants of the room that is open in front.
    func completeNick(_ query: CompletionQuery) async -> [String] {
        guard let open = query.conversation else { return [] }
        let room = table[ConversationID(account: open.account, peer: open.peer.bare)]
        return room?.occupants.nicks(beginning: query.prefix, limit: Self.limit) ?? []
    }
}
