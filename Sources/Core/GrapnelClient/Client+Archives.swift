package import GrapnelKit
internal import GrapnelStore

extension Client {
    package func request(
        _ kind: IQ.RequestKind, _ payload: XMLElement, to: JID?, account: Account, timeout: Duration,
        collecting companions: Companions
    ) async throws -> CollectedReply {
        try await requireSession(of: account).request(
            kind, payload, to: to, timeout: timeout, collecting: companions)
    }

    package func unwrap(_ message: CarriedMessage, account: Account) async throws -> IncomingMessage? {
        try await requireSession(of: account).unwrap(message)
    }

    package func take(_ page: ArchivePage, owner: String) async throws -> TakenPage {
        try await requireSession(of: page.account).take(page, owner: owner)
    }

    package func setting(_ key: String, account: Account, owner: String) async throws -> String? {
        try await profile.setting(key, of: owner, for: account.jid)
    }

    package func set(_ key: String, to value: String?, account: Account, owner: String) async throws {
        try await profile.setSetting(key, of: owner, for: account.jid, to: value)
    }
}
