import GrapnelKit
import TestSupport

@testable import GrapnelStore

/// A profile in a directory of its own, which can be closed and opened again.
///
/// A suite keeps it, as the directory goes with the last reference to it.
struct TestProfile {
    let temporary: TemporaryDirectory
    let directory: ProfileDirectory

    init() throws {
        temporary = try TemporaryDirectory()
        directory = try ProfileDirectory(at: temporary.path(of: "profile"))
    }

    func open(_ schema: Schema = .current) async throws -> Profile {
        try await Profile.open(in: directory, schema: schema)
    }

    /// Closes a profile and opens what it left on the disk.
    func reopened(_ profile: Profile, _ schema: Schema = .current) async throws -> Profile {
        try await profile.close()
        return try await open(schema)
    }
}

extension Schema {
    /// Today's tables and one step more.
    static func current(then step: String) -> Schema {
        Schema(steps: current.steps + [step])
    }
}

let alice = "alice@example.org"
let bob = "bob@example.org"

func jid(_ text: String) throws -> JID {
    try JID(text)
}

func conversation(_ account: String = alice, _ peer: String = bob) throws -> ConversationID {
    ConversationID(account: try JID(account), peer: try JID(peer))
}

/// What an operation is refused with.
func refusal(_ operation: () async throws -> Void) async -> StoreError? {
    do {
        try await operation()
        return nil
    } catch {
        return error as? StoreError
    }
}
