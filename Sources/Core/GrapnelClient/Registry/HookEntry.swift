/// One handler of a hook point.
struct HookEntry<Body: Sendable>: Sendable {
    let number: UInt64
    let owner: String
    let name: String
    let stage: Int
    let before: [String]
    let after: [String]
    let body: Body
    let figures = HandlerFigures()

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
