internal import GrapnelKit

/// The last messages of a room by author and identifier, at most 512, so that history after a lost session does not
/// repeat them.
struct RecentMessages: Sendable {
    struct Key: Sendable, Hashable {
        let nick: String
        let id: String
    }

    static let maximumCount = 512

    private var keys: Set<Key> = []
    private var order: [Key] = []
    private var oldest = 0

    /// Notes a message; one without an identifier, or with an absurdly long one, cannot be recognised.
    mutating func insert(nick: String, id: String?) {
        guard let id, id.utf8.count <= 256 else { return }
        let key = Key(nick: nick, id: id)
        guard keys.insert(key).inserted else { return }
        if order.count < Self.maximumCount {
            order.append(key)
        } else {
            keys.remove(order[oldest])
            order[oldest] = key
            oldest = (oldest + 1) % Self.maximumCount
        }
    }

    func contains(nick: String, id: String?) -> Bool {
        id.map { keys.contains(Key(nick: nick, id: $0)) } ?? false
    }
}
