internal import Synchronization

/// One handler of a hook point.
///
/// A class, since every message passes every handler: to hold one costs a count, not a copy of its names.
final class HookEntry<Body: Sendable>: Sendable {
    let number: UInt64
    let owner: String
    let name: String
    let stage: Int
    let before: [String]
    let after: [String]
    let body: Body
    let figures = HandlerFigures()
    private let isWithdrawn = Atomic<Bool>(false)

    init(
        number: UInt64, owner: String, name: String, stage: Int, before: [String], after: [String], body: Body
    ) {
        self.number = number
        self.owner = owner
        self.name = name
        self.stage = stage
        self.before = before
        self.after = after
        self.body = body
    }

    /// Whether it may run: its owner may have gone while the one before it ran.
    var isRegistered: Bool { !isWithdrawn.load(ordering: .acquiring) }

    func withdraw() { isWithdrawn.store(true, ordering: .releasing) }

    /// How others' constraints and `/hooks` name it.
    var fullName: String { name.isEmpty ? owner : "\(owner).\(name)" }

    func isNamed(_ reference: String) -> Bool {
        reference == owner || reference == fullName
    }
}

/// What `/hooks` prints of a handler.
public struct HookDescription: Sendable {
    public let point: String
    public let stage: String?
    public let handler: String
    public let calls: Int
    public let failures: Int
    public let mean: Duration
    public let worst: Duration
}

/// A hook point's handlers, whatever its type.
protocol HookListing: Sendable {
    var descriptions: [HookDescription] { get }
    var isEmpty: Bool { get }
}
