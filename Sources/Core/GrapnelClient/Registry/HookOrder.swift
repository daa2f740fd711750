internal import GrapnelKit

/// Puts the handlers of a point in order: by stage, then by their constraints, then as they were registered.
enum HookOrder {
    /// - Throws: ``CommandError`` naming the circle, where the constraints form one.
    static func sorted<Body>(_ entries: [HookEntry<Body>], point: String) throws(CommandError) -> [HookEntry<Body>] {
        var ordered: [HookEntry<Body>] = []
        for (_, stage) in Dictionary(grouping: entries, by: \.stage).sorted(by: { $0.key < $1.key }) {
            var waiting = stage.sorted { $0.number < $1.number }
            while !waiting.isEmpty {
                guard let next = waiting.firstIndex(where: { isFree($0, among: waiting) }) else {
                    let names = waiting.map(\.fullName).joined(separator: ", ")
                    throw CommandError("The handlers \(names) of \(point) each want to be before another of them.")
                }
                ordered.append(waiting.remove(at: next))
            }
        }
        return ordered
    }

    private static func isFree<Body>(_ entry: HookEntry<Body>, among waiting: [HookEntry<Body>]) -> Bool {
        !waiting.contains { other in
            other.number != entry.number
                && (entry.after.contains(where: other.isNamed) || other.before.contains(where: entry.isNamed))
        }
    }
}
