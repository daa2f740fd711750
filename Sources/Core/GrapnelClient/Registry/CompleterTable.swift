internal import GrapnelKit
internal import Synchronization

/// Who offers completions for which kind of variable.
final class CompleterTable: Sendable {
    /// The most candidates that are offered at once.
    static let bound = 200

    private let completers = Mutex<[VariableKind: [UInt64: CompletionBody]]>([:])
    private let next = Atomic<UInt64>(0)

    func add(_ kind: VariableKind, _ body: @escaping CompletionBody) -> @Sendable () -> Void {
        let number = next.add(1, ordering: .relaxed).newValue
        completers.withLock { $0[kind, default: [:]][number] = body }
        return { [self] in completers.withLock { $0[kind]?[number] = nil } }
    }

    func candidates(_ kind: VariableKind, _ query: CompletionQuery) async -> [String] {
        var found: Set<String> = []
        for body in completers.withLock({ $0[kind] ?? [:] }).values {
            for candidate in await body(query) where candidate.hasPrefix(query.prefix) { found.insert(candidate) }
        }
        return Array(found.sorted().prefix(Self.bound))
    }
}
