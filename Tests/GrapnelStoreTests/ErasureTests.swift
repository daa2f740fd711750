import Foundation
import Testing

@testable import GrapnelKit
@testable import GrapnelStore

/// What was removed is gone from the files, not only from the tables.
struct ErasureTests {
    static let canary = "CANARY-7f3a"
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    /// The files of the profile that hold the canary.
    private func traces() throws -> [String] {
        let files = try FileManager.default.contentsOfDirectory(atPath: test.directory.data)
        return try files.filter { name in
            let url = URL(fileURLWithPath: "\(test.directory.data)/\(name)")
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { return false }
            return try Data(contentsOf: url).range(of: Data(Self.canary.utf8)) != nil
        }
    }

    /// Two accounts talk by turns, so that what is removed stands on pages beside what stays, and moves with them.
    private func filled() async throws -> Profile {
        let profile = try await test.open()
        var account = AccountRecord(try jid(alice), nick: Self.canary, passwordCommand: "echo \(Self.canary)")
        account.scramKeys = Array(Self.canary.utf8)
        try await profile.add(account)
        try await profile.add(AccountRecord(try jid("carol@example.org")))
        let items = try (0..<200).map { index in
            RosterItem(jid: try jid("\(index)@example.org"), name: "\(Self.canary) \(index)", groups: [Self.canary])
        }
        try await profile.replaceRoster(of: account.jid, with: items, version: Self.canary)
        try await profile.replaceRoster(of: account.jid, with: Array(items.shuffled().prefix(50)), version: nil)
        for index in 0..<600 {
            let length = index % 7 == 0 ? 9000 : index % 90
            let body = String(repeating: "x", count: length)
            let peer = try conversation(alice, "\(index % 5)@example.org")
            let draft = JournalDraft(
                peer, direction: .outgoing, author: alice, body: "\(Self.canary) \(body)",
                stanzaID: "\(Self.canary)-\((index &* 7919) % 600)", archiveID: "\(Self.canary)-\(index)")
            let number = try await profile.append(draft).entry.number
            try await profile.setState(of: number, to: .failed, failure: "\(Self.canary) \(body)")
            var kept = draft
            kept.conversation = try conversation("carol@example.org", "\(index % 5)@example.org")
            (kept.body, kept.stanzaID, kept.archiveID) = ("kept \(body)", "k\((index &* 104729) % 600)", "k\(index)")
            _ = try await profile.append(kept)
        }
        let request = SubscriptionRequest(
            account: account.jid, sender: try jid("x@example.org"), received: .now, status: Self.canary)
        _ = try await profile.add(request)
        return profile
    }

    @Test func aRemovedAccountLeavesNoByte() async throws {
        var profile = try await filled()
        #expect(try !traces().isEmpty)
        try await profile.removeAccount(try jid(alice))
        #expect(try traces() == [])
        #expect(try await profile.conversations().count == 5)
        #expect(try await profile.conversations(of: try jid(alice)).isEmpty)
        #expect(try await profile.integrityCheck().isEmpty)
        profile = try await test.reopened(profile)
        let kept = try await profile.journal(of: try conversation("carol@example.org", "1@example.org"), limit: 1000)
        #expect(kept.count == 120)
        #expect(try traces() == [])
    }

    @Test func aRemovedConversationLeavesNoByte() async throws {
        let profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        for index in 0..<100 {
            let peer = index % 2 == 0 ? bob : "carol@example.org"
            let body = index % 2 == 0 ? Self.canary : "kept"
            let draft = JournalDraft(
                try conversation(alice, peer), direction: .incoming, author: peer, body: "\(body) \(index)")
            _ = try await profile.append(draft)
        }
        try await profile.removeConversation(try conversation())
        #expect(try traces() == [])
        #expect(try await profile.conversations().map(\.id.peer.local) == ["carol"])
    }

    @Test func readersDoNotKeepWhatIsErased() async throws {
        let profile = try await filled()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { _ = try await profile.pending(of: try jid("carol@example.org"), limit: 1000) }
            }
            group.addTask { try await profile.removeAccount(try jid(alice)) }
            try await group.waitForAll()
        }
        #expect(try traces() == [])
    }

    @Test func removedSettingsLeaveNoByte() async throws {
        let profile = try await test.open()
        try await profile.setSetting("token", of: "plugin", to: Self.canary)
        try await profile.removeSettings(of: "plugin")
        #expect(try traces() == [])
    }
}
