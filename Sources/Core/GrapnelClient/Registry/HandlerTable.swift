internal import GrapnelKit
internal import Synchronization

/// Who answers which request, by hash of (kind, name, namespace).
final class HandlerTable: Sendable {
    typealias Body = @Sendable (Account, Source, IQ, XMLElement) async throws -> XMLElement?

    struct Key: Hashable, Sendable {
        let kind: IQ.RequestKind
        let name: String
        let namespace: String
    }

    struct Handler: Sendable {
        let owner: String
        let body: Body
    }

    private let handlers = Mutex<[Key: Handler]>([:])

    func add(_ key: Key, _ handler: Handler) throws(CommandError) {
        let other = handlers.withLock { handlers -> String? in
            if let other = handlers[key] { return other.owner }
            handlers[key] = handler
            return nil
        }
        if let other {
            throw CommandError("\(other) already answers \(key.kind.rawValue) \(key.name) of \(key.namespace).")
        }
    }

    func remove(_ key: Key) {
        handlers.withLock { $0[key] = nil }
    }

    subscript(_ key: Key) -> Handler? {
        handlers.withLock { $0[key] }
    }
}
