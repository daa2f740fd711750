@testable public import GrapnelKit
internal import Synchronization

// What a plugin asks of a core for archives. A test of reading one drives a whole client instead; here is only what a
// plugin that is about something else may touch.
extension FakeCore {
    public func request(
        _ kind: IQ.RequestKind, _ payload: XMLElement, to: JID?, account: Account, timeout: Duration,
        collecting companions: Companions
    ) async throws -> CollectedReply {
        let answer = try await request(kind, payload, to: to, account: account, timeout: timeout)
        return CollectedReply(answer: answer, messages: [])
    }

    public func unwrap(_ message: CarriedMessage, account: Account) async throws -> IncomingMessage? { nil }

    public func take(_ page: ArchivePage, owner: String) async throws -> TakenPage {
        for (key, value) in page.notes { try await set(key, to: value, account: page.account, owner: owner) }
        return TakenPage(stored: 0, known: 0, failed: 0)
    }

    public func setting(_ key: String, account: Account, owner: String) async throws -> String? {
        state.withLock { $0.settings["\(owner) \(key)"] }
    }

    public func set(_ key: String, to value: String?, account: Account, owner: String) async throws {
        state.withLock { $0.settings["\(owner) \(key)"] = value }
    }
}
