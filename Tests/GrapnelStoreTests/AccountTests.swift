import GrapnelKit
import GrapnelStream
import GrapnelStore
import Testing

struct AccountTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    @Test func keepsEverythingAcrossReopening() async throws {
        var profile = try await test.open()
        let record = AccountRecord(
            try jid("alice@example.org/phone"), host: "xmpp.example.org", port: 5223, security: .direct,
            caFile: "/etc/ca.pem", pinnedFingerprint: "ab12", resource: "console", nick: "Ålice",
            passwordCommand: "pass show xmpp", isEnabled: false)
        try await profile.add(record)
        try await profile.updateAccount(try jid(alice)) { account in
            account.scramKeys = [0, 1, 255, 0]
            account.usedMechanism = "SCRAM-SHA-256-PLUS"
            account.usedChannelBinding = true
        }
        profile = try await test.reopened(profile)
        let account = try #require(try await profile.account(try jid("alice@example.org/elsewhere")))
        #expect(account.jid.description == alice)
        #expect(account.host == "xmpp.example.org")
        #expect(account.port == 5223)
        #expect(account.security == .direct)
        #expect(account.caFile == "/etc/ca.pem")
        #expect(account.pinnedFingerprint == "ab12")
        #expect(account.resource == "console")
        #expect(account.nick == "Ålice")
        #expect(account.passwordCommand == "pass show xmpp")
        #expect(account.scramKeys == [0, 1, 255, 0])
        #expect(account.usedMechanism == "SCRAM-SHA-256-PLUS")
        #expect(account.usedChannelBinding)
        #expect(!account.isEnabled)
    }

    @Test func listsInOrderOfAdding() async throws {
        let profile = try await test.open()
        for name in ["zoe", "alice", "mia"] { try await profile.add(AccountRecord(try jid("\(name)@example.org"))) }
        try await profile.removeAccount(try jid(alice))
        try await profile.add(AccountRecord(try jid(alice)))
        let accounts = try await profile.accounts()
        #expect(accounts.map(\.jid.local) == ["zoe", "mia", "alice"])
        #expect(accounts.map(\.position) == accounts.map(\.position).sorted())
    }

    @Test func refusesASecondOfTheSameAddress() async throws {
        let profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        let error = await refusal { try await profile.add(AccountRecord(try jid("ALICE@Example.ORG/x"))) }
        #expect(
            error?.sentence == "account alice@example.org is already there; choose another or change that one")
        #expect(try await profile.accounts().count == 1)
    }

    @Test func refusesAServerAsAnAccount() async throws {
        let profile = try await test.open()
        let error = await refusal { try await profile.add(AccountRecord(try jid("example.org"))) }
        #expect(error?.condition == .invalid)
    }

    @Test func refusesToChangeWhatIsNotThere() async throws {
        let profile = try await test.open()
        let error = await refusal { try await profile.updateAccount(try jid(bob)) { $0.nick = "Bob" } }
        #expect(error?.sentence == "there is no account bob@example.org; check the spelling")
        #expect(await refusal { try await profile.removeAccount(try jid(bob)) }?.condition == .missing)
    }

    @Test func aChangeCannotMoveAnAccountToAnotherAddress() async throws {
        let profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        let other = AccountRecord(try jid(bob))
        #expect(await refusal { try await profile.updateAccount(try jid(alice)) { $0 = other } }?.condition == .invalid)
        #expect(try await profile.accounts().map(\.jid.description) == [alice])
    }

    /// Changes at the same time, as the session's and the user's, are all kept.
    @Test func changesAtATimeAreAllKept() async throws {
        let profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice), nick: ""))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask { try await profile.updateAccount(try jid(alice)) { $0.nick = ($0.nick ?? "") + "x" } }
            }
            try await group.waitForAll()
        }
        #expect(try await profile.account(try jid(alice))?.nick?.count == 50)
    }
}
