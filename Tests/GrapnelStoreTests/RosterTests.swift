import Testing

@testable import GrapnelKit
@testable import GrapnelStore

struct RosterTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    private func opened() async throws -> Profile {
        let profile = try await test.open()
        for name in [alice, "carol@example.org"] { try await profile.add(AccountRecord(try jid(name))) }
        return profile
    }

    @Test func keepsItemsAndVersionAcrossReopening() async throws {
        var profile = try await opened()
        #expect(try await profile.roster(of: try jid(alice)).version == nil)
        let items = [
            RosterItem(jid: try jid(bob), name: "Bob", subscription: .both, groups: ["Friends", "Work"]),
            RosterItem(jid: try jid("dora@example.org"), isAsking: true, isApproved: true),
        ]
        try await profile.replaceRoster(of: try jid(alice), with: items, version: "v1")
        profile = try await test.reopened(profile)
        let roster = try await profile.roster(of: try jid(alice))
        #expect(roster.version == "v1")
        #expect(roster.items == items)
        #expect(try await profile.roster(of: try jid("carol@example.org")).items.isEmpty)
    }

    @Test func aPushChangesOneItemAndTheVersion() async throws {
        let profile = try await opened()
        let account = try jid(alice)
        let old = RosterItem(jid: try jid(bob), name: "Bob", subscription: .to, groups: ["Friends", "Work"])
        try await profile.replaceRoster(of: account, with: [old], version: "v1")
        let new = RosterItem(jid: try jid(bob), subscription: .both, groups: ["Family"])
        try await profile.putRosterItem(new, of: account, version: "v2")
        try await profile.putRosterItem(RosterItem(jid: try jid("abe@example.org")), of: account, version: "v3")
        var roster = try await profile.roster(of: account)
        #expect(roster.version == "v3")
        #expect(roster.items == [RosterItem(jid: try jid("abe@example.org")), new])
        try await profile.removeRosterItem(try jid(bob), of: account, version: "v4")
        try await profile.removeRosterItem(try jid("stranger@example.org"), of: account, version: "v5")
        roster = try await profile.roster(of: account)
        #expect(roster.version == "v5")
        #expect(roster.items.map(\.jid.local) == ["abe"])
    }

    @Test func aWholeRosterTakesThePlaceOfTheOld() async throws {
        let profile = try await opened()
        let account = try jid(alice)
        try await profile.replaceRoster(of: account, with: [RosterItem(jid: try jid(bob))], version: "v1")
        try await profile.replaceRoster(of: account, with: [RosterItem(jid: try jid("abe@example.org"))], version: nil)
        let roster = try await profile.roster(of: account)
        #expect(roster.version == nil)
        #expect(roster.items.map(\.jid.local) == ["abe"])
    }

    /// A version beside a roster that it does not belong to would hide changes for good.
    @Test func aRosterThatCannotBeStoredLeavesTheOldOneWithItsVersion() async throws {
        var profile = try await opened()
        let account = try jid(alice)
        try await profile.replaceRoster(of: account, with: [RosterItem(jid: try jid(bob))], version: "v1")
        // SQLite takes the size that there is for the bound, and answers as for a full disk.
        profile = try await test.reopened(profile, .current(then: "PRAGMA max_page_count = 1"))
        let many = try (0..<2000).map { RosterItem(jid: try jid("contact\($0)@example.org"), groups: ["Group \($0)"]) }
        let error = await refusal { try await profile.replaceRoster(of: account, with: many, version: "v2") }
        #expect(
            error?.sentence
                == "there is no space left to write \(test.directory.database), so nothing was changed; "
                + "free some and try again")
        let roster = try await profile.roster(of: account)
        #expect(roster.version == "v1")
        #expect(roster.items.map(\.jid.local) == ["bob"])
    }

    @Test func refusesAnUnknownAccount() async throws {
        let profile = try await opened()
        let nobody = try jid("nobody@example.org")
        #expect(await refusal { _ = try await profile.roster(of: nobody) }?.condition == .missing)
        #expect(
            await refusal { try await profile.putRosterItem(RosterItem(jid: nobody), of: nobody, version: nil) }?
                .condition == .missing)
    }
}
