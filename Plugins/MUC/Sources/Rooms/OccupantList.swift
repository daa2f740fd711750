internal import GrapnelKit

/// Who is in a room; at most ``maximumCount`` are listed.
struct OccupantList: Sendable {
    static let maximumCount = 50_000

    private var listed: [String: Occupant] = [:]
    private let limit: Int

    /// Whether there are more than fit.
    private(set) var isCut = false

    init(limit: Int = Self.maximumCount) {
        self.limit = limit
    }

    var count: Int { listed.count }

    subscript(_ nick: String) -> Occupant? { listed[nick] }

    /// Notes an occupant; answers what was known of them before.
    mutating func set(_ occupant: Occupant) -> Occupant? {
        if let known = listed[occupant.nick] {
            listed[occupant.nick] = occupant
            return known
        }
        guard listed.count < limit else {
            isCut = true
            return nil
        }
        listed[occupant.nick] = occupant
        return nil
    }

    /// Forgets an occupant; answers what was known of them.
    mutating func remove(_ nick: String) -> Occupant? {
        listed.removeValue(forKey: nick)
    }

    mutating func rename(_ nick: String, to new: String) {
        guard var occupant = listed.removeValue(forKey: nick) else { return }
        occupant.nick = new
        listed[new] = occupant
    }

    /// The ones that are listed: moderators first, then by nick.
    var sorted: [Occupant] {
        let ranks = RoomRole.allCases
        return listed.values.sorted { left, right in
            let (first, second) = (ranks.firstIndex(of: left.role) ?? 0, ranks.firstIndex(of: right.role) ?? 0)
            return first == second ? left.nick < right.nick : first < second
        }
    }

    /// At most `limit` nicks that begin like this, ignoring case, in order.
    func nicks(beginning prefix: String, limit: Int) -> [String] {
        let wanted = prefix.lowercased()
        let found = listed.keys.filter { wanted.isEmpty || $0.lowercased().hasPrefix(wanted) }
        return Array(found.sorted().prefix(limit))
    }
}
