import Foundation
import GrapnelKit
import Testing

@testable import GrapnelStore

struct SchemaTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    private func bytes() throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: test.directory.database))
    }

    @Test func anOlderProfileIsBroughtForwardWithWhatItHolds() async throws {
        var profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        let draft = JournalDraft(try conversation(), direction: .incoming, author: bob, body: "old")
        let old = try await profile.append(draft).entry
        let next = Schema.current(then: "ALTER TABLE journal ADD COLUMN colour TEXT; CREATE TABLE later (id INTEGER)")
        profile = try await test.reopened(profile, next)
        #expect(try await profile.journal(of: try conversation(), limit: 10) == [old])
        #expect(try await profile.integrityCheck().isEmpty)
        // The step is taken once: a second time it would fail.
        profile = try await test.reopened(profile, next)
        #expect(try await profile.entry(old.number) == old)
    }

    @Test func aStepThatFailsLeavesTheOlderProfile() async throws {
        var profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        try await profile.close()
        let broken = Schema.current(then: "DELETE FROM account; CREATE TABLE account (id INTEGER)")
        #expect(await refusal { _ = try await test.open(broken) }?.condition == .failed)
        profile = try await test.open()
        #expect(try await profile.accounts().count == 1)
    }

    @Test func aNewerProfileIsToldAndLeftAsItIs() async throws {
        let profile = try await test.open(.current(then: "CREATE TABLE later (id INTEGER)"))
        try await profile.close()
        let before = try bytes()
        let error = await refusal { _ = try await test.open() }
        #expect(error?.condition == .newer)
        let number = Schema.current.steps.count + 1
        #expect(
            error?.sentence
                == "\(test.directory.database) was written by a newer Grapnel (schema \(number)) and was left as it is; "
                + "update this one, or choose another with --profile")
        #expect(try bytes() == before)
    }

    @Test func anotherProgramsDatabaseIsLeftAsItIs() async throws {
        let profile = try await test.open(Schema(steps: ["CREATE TABLE things (id INTEGER)"]))
        try await profile.close()
        // The application's number stands at octet 68 of an SQLite file (SQLite's file format, section 1.3).
        var foreign = try bytes()
        foreign.replaceSubrange(68..<72, with: [0, 0, 0, 9])
        try foreign.write(to: URL(fileURLWithPath: test.directory.database))
        let error = await refusal { _ = try await test.open() }
        #expect(error?.condition == .unreadable)
        #expect(error?.detail == "it belongs to another program")
        #expect(try bytes() == foreign)
    }

    /// The first step is released with the first version, and from then on only later steps may differ.
    @Test func theFirstStepMakesTheseTables() {
        let tables = Schema.first.split(separator: "\n").filter { $0.hasPrefix("CREATE TABLE") }
        #expect(
            tables.map { $0.split(separator: " ")[2] } == [
                "account", "rosterItem", "rosterGroup", "subscriptionRequest", "conversation", "journal", "workspace",
                "workspaceConversation", "plugin", "settings",
            ])
    }

    /// There is no column in which a password could end up in clear.
    @Test func noColumnHoldsAPassword() {
        let columns = Schema.current.steps.joined(separator: "\n").split(separator: "\n")
            .compactMap { $0.split(separator: " ").first }
        #expect(columns.filter { $0.lowercased().contains("password") } == ["passwordCommand"])
    }
}
