import GrapnelKit
import GrapnelStore
import GrapnelStream
import TestSupport
import Testing

@testable import GrapnelClient

@Suite("/account show: logins", .timeLimit(.minutes(1)))
struct LoginReportTests {
    @Test("It says how the last login was made, what was offered, what is pinned and how to unpin")
    func shown() async throws {
        let test = try await ScriptedClient()
        let account = test.account.jid
        test.type("/account show")
        try await test.shows("SCRAM-SHA-1 with SASL, not bound to the connection, TLSv1.3")
        try await test.shows("SCRAM-SHA-1 or better; /account set \(account) mechanism-pin none unpins it")
        try await test.shows("no stream management")
        let record = try #require(try await test.profile.account(account))
        let pattern = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        #expect(record.agentID?.wholeMatch(of: pattern) != nil)

        test.type("/account set \(account) mechanism-pin SCRAM-SHA-1")
        try await test.shows("it can only be unpinned, with none")
        test.type("/account set \(account) mechanism-pin none")
        try await test.shows("mechanism-pin of \(account) is set")
        #expect(try await test.profile.account(account)?.usedMechanism == nil)
        try await test.finish()
    }

    @Test("It names a refusal and a token, and never the token itself")
    func secrets() throws {
        var record = AccountRecord(try JID("alice@example.org"))
        #expect(LoginReport(record: record).rows == [["last login", "never logged in"], ["mechanism pin", "none"]])
        let token = FASTToken(
            secret: "canary", mechanism: HTMechanism(.sha256, .tlsExporter), expiry: Timestamp(milliseconds: .max))
        record.loginToken = try StoredLogin.write(token)
        record.lastRefusal = "The server refuses this user or password; check both."
        let text = "\(LoginReport(record: record).rows)"
        #expect(text.contains("kept for HT-SHA-256-EXPR") && text.contains("check both"))
        #expect(!text.contains("canary"))
        record.loginToken = try StoredLogin.write(
            FASTToken(secret: "canary", mechanism: token.mechanism, expiry: Timestamp(milliseconds: 0)))
        #expect(record.token == nil)
        record.loginToken = Array("damaged".utf8)
        #expect(record.token == nil)
    }
}
