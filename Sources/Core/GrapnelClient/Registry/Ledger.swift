internal import Synchronization

/// Who has registered what; deactivation walks it backwards, so nobody writes tear-down.
final class Ledger: Sendable {
    /// The owner's name for what the core itself registers.
    static let core = "core"

    /// The owner's name for what the front registers.
    static let front = "front"

    /// Whether no plugin may have a name: what is released with it would be another's, or taken for the core's.
    static func reserves(_ name: String) -> Bool {
        name == front || name.hasPrefix(core)
    }

    private struct State {
        var registrations: [String: [UInt64: Registration]] = [:]
        var next: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Writes a registration down and answers its number.
    @discardableResult
    func add(_ registration: Registration, owner: String) -> UInt64 {
        state.withLock { state in
            state.next += 1
            state.registrations[owner, default: [:]][state.next] = registration
            return state.next
        }
    }

    /// Strikes out one registration that ended by itself, as a task that has returned.
    func strike(_ number: UInt64, owner: String) {
        state.withLock { state in
            state.registrations[owner]?[number] = nil
            if state.registrations[owner]?.isEmpty == true { state.registrations[owner] = nil }
        }
    }

    /// Undoes everything of an owner, the newest first.
    func release(owner: String) async {
        let owned = state.withLock { $0.registrations.removeValue(forKey: owner) ?? [:] }
        for (_, registration) in owned.sorted(by: { $0.key > $1.key }) {
            await registration.undo()
        }
    }

    /// What there is, by owner and kind; equal before an activation and after the deactivation.
    func census() -> [String: [Registration.Kind: Int]] {
        state.withLock { state in
            state.registrations.mapValues { owned in
                owned.values.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 }
            }
        }
    }

    /// The labels of an owner's registrations, in the order in which they were made.
    func labels(owner: String) -> [(kind: Registration.Kind, label: String)] {
        state.withLock { state in
            (state.registrations[owner] ?? [:]).sorted { $0.key < $1.key }.map { ($0.value.kind, $0.value.label) }
        }
    }
}
