import GrapnelKit
import Testing

@testable import GrapnelStore

@Suite("Pages of an archive in the journal")
struct ArchivePageTests {
    let test: TestProfile
    private let start = Timestamp(dateTime: "2026-11-20T10:00:00Z")?.milliseconds ?? 0

    init() throws {
        test = try TestProfile()
    }

    private func opened() async throws -> Profile {
        let profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        return profile
    }

    /// What Bob said, so many seconds after the start.
    private func said(
        _ body: String, as archiveID: String?, at seconds: Int64, id: String? = nil
    ) throws -> JournalDraft {
        JournalDraft(
            try conversation(), direction: .incoming, author: bob, body: body, stanzaID: id, archiveID: archiveID,
            sent: Timestamp(milliseconds: start + seconds * 1000), isDelayed: true)
    }

    private func bodies(_ profile: Profile) async throws -> [String] {
        try await profile.journal(of: try conversation(), limit: 1000).map(\.body)
    }

    @Test("What was missed stands where it was said, between what was heard before and what was heard since")
    func order() async throws {
        let profile = try await opened()
        var early = try said("early", as: "a1", at: 0)
        early.isDelayed = false
        _ = try await profile.append(early)
        let live = JournalDraft(try conversation(), direction: .incoming, author: bob, body: "live", archiveID: "a9")
        _ = try await profile.append(live)
        let outcome = try await profile.append(
            archived: [try said("one", as: "a2", at: 10), try said("two", as: "a3", at: 20)], .forwards,
            of: try jid(alice))
        #expect(outcome.stored.map(\.body) == ["one", "two"])
        #expect(try await bodies(profile) == ["early", "one", "two", "live"])
    }

    @Test("Within one second the archive's order counts, read in either direction and across pages")
    func coarseStamps() async throws {
        let profile = try await opened()
        let account = try jid(alice)
        let all = (0..<12).map(String.init)
        let drafts = try all.map { try said($0, as: "a\($0)", at: 5) }
        _ = try await profile.append(archived: Array(drafts[4..<8]), .forwards, of: account)
        _ = try await profile.append(archived: Array(drafts[2..<4]), .backwards, of: account)
        _ = try await profile.append(archived: Array(drafts[0..<2]), .backwards, of: account)
        _ = try await profile.append(archived: Array(drafts[8..<12]), .forwards, of: account)
        #expect(try await bodies(profile) == all)
        let last = try await profile.journal(of: try conversation(), limit: 5)
        let before = try await profile.journal(of: try conversation(), before: last[0].number, limit: 5)
        #expect(before.map(\.body) == ["2", "3", "4", "5", "6"])
    }

    @Test("A page never stands before what it follows, though the archive counts in whole seconds")
    func behindLiveMessages() async throws {
        let profile = try await opened()
        let account = try jid(alice)
        var drafts = try (0..<9).map { try said("\($0)", as: "a\($0)", at: 5) }
        for number in [0, 1, 2, 7, 8] {
            drafts[number].isDelayed = false
            drafts[number].sent = Timestamp(milliseconds: drafts[number].sent.milliseconds + 100 + Int64(number))
        }
        for number in [0, 1, 2, 7, 8] { _ = try await profile.append(drafts[number]) }
        _ = try await profile.append(archived: Array(drafts[3..<5]), .forwards, after: "a2", of: account)
        _ = try await profile.append(archived: Array(drafts[5..<7]), .forwards, after: "a4", of: account)
        #expect(try await bodies(profile) == (0..<9).map(String.init))
    }

    @Test("What a stream brings again stands behind what it brought before, though the server stamps whole seconds")
    func againOnOneStream() async throws {
        let profile = try await opened()
        var first: Int64?
        for number in 0..<6 {
            var draft = try said("\(number)", as: "a\(number)", at: 5)
            draft.isDelayed = number >= 3
            if !draft.isDelayed { draft.sent = Timestamp(milliseconds: draft.sent.milliseconds + 900) }
            draft.firstOfStream = first
            let entry = try await profile.append(draft).entry
            first = first ?? entry.number
        }
        #expect(try await bodies(profile) == (0..<6).map(String.init))
    }

    @Test("What comes from offline storage stands in order too, within one second, beside pages of the archive")
    func offlineStorageInOrder() async throws {
        let profile = try await opened()
        let drafts = try (0..<9).map { try said("\($0)", as: "a\($0)", at: 5) }
        _ = try await profile.append(archived: Array(drafts[0..<3]), .forwards, of: try jid(alice))
        for draft in drafts[2..<6] { _ = try await profile.append(draft) }
        _ = try await profile.append(archived: Array(drafts[3..<7]), .forwards, of: try jid(alice))
        for draft in drafts[6..<9] { _ = try await profile.append(draft) }
        #expect(try await bodies(profile) == (0..<9).map(String.init))
    }

    @Test(
        "The order is the archive's wherever the store and the pages meet", arguments: [1, 2, 3, 5, 8],
        [1, 2, 4, 7, 12])
    func meetings(pages size: Int, stored ahead: Int) async throws {
        let profile = try await opened()
        let account = try jid(alice)
        let drafts = try (0..<24).map { try said("\($0)", as: "a\($0)", at: Int64($0 / 9)) }
        var stored = 0
        for start in stride(from: 12, to: 24, by: size) {
            // Stored messages begin where another device stopped taking them; their stamps may be another clock's.
            for draft in drafts[min(14 + stored, 24)..<min(14 + stored + ahead, 24)] {
                _ = try await profile.append(draft)
            }
            stored += ahead
            let page = Array(drafts[start..<min(start + size, 24)])
            _ = try await profile.append(archived: page, .forwards, of: account)
        }
        for end in stride(from: 12, to: 0, by: -size) {
            let page = Array(drafts[max(end - size, 0)..<end])
            _ = try await profile.append(archived: page, .backwards, of: account)
        }
        #expect(try await bodies(profile) == (0..<24).map(String.init))
    }

    @Test("A last page that stored messages run into is in order", arguments: [0, 1, 4, 9])
    func latest(stored: Int) async throws {
        let profile = try await opened()
        let drafts = try (0..<9).map { try said("\($0)", as: "a\($0)", at: 5) }
        for draft in drafts[3..<min(3 + stored, 9)] { _ = try await profile.append(draft) }
        _ = try await profile.append(archived: Array(drafts[2..<9]), .backwards, of: try jid(alice))
        for draft in drafts[3...] { _ = try await profile.append(draft) }
        _ = try await profile.append(archived: Array(drafts[0..<2]), .backwards, of: try jid(alice))
        #expect(try await bodies(profile) == (0..<9).map(String.init))
    }

    @Test("A message that was heard live is one row with its copy in the archive, and stands in the archive's place")
    func duplicates() async throws {
        let profile = try await opened()
        let skewed = JournalDraft(
            try conversation(), direction: .incoming, author: bob, body: "first", stanzaID: "m1", archiveID: "a1",
            sent: Timestamp(milliseconds: start + 300_000))
        _ = try await profile.append(skewed)
        let page = [try said("first", as: "a1", at: 0, id: "m1"), try said("second", as: "a2", at: 10, id: "m2")]
        let outcome = try await profile.append(archived: page, .forwards, of: try jid(alice))
        #expect(outcome.known == 1)
        #expect(try await bodies(profile) == ["first", "second"])
        let again = try await profile.append(archived: page, .forwards, of: try jid(alice))
        #expect(again.stored.isEmpty && again.known == 2)
    }

    @Test("A row from before its archive identifier was known gets it, for one archived message only")
    func adoption() async throws {
        let profile = try await opened()
        _ = try await profile.append(try said("ok", as: nil, at: 0))
        let page = [try said("ok", as: "a1", at: 1), try said("ok", as: "a2", at: 2)]
        let outcome = try await profile.append(archived: page, .forwards, of: try jid(alice))
        #expect(outcome.known == 1 && outcome.stored.map(\.archiveID) == ["a2"])
        // The same words and the same identifier from somebody else are something else.
        var other = try said("ok", as: "a3", at: 1)
        other.conversation = try conversation(alice, "mallory@evil.example")
        other.author = "mallory@evil.example"
        #expect(try await profile.append(archived: [other], .forwards, of: try jid(alice)).stored.count == 1)
    }

    @Test("What waits in the outbox and is in the archive has been sent; what failed stays failed")
    func outbox() async throws {
        let profile = try await opened()
        for id in ["o1", "o2"] {
            _ = try await profile.append(
                JournalDraft(try conversation(), direction: .outgoing, author: alice, body: id, stanzaID: id))
        }
        let failed = try #require(try await profile.outgoing("o2", in: try conversation()))
        try await profile.setState(of: failed.number, to: .failed, failure: "refused")
        let page = try ["o1", "o2"].map { (id: String) in
            JournalDraft(
                try conversation(), direction: .outgoing, author: alice, body: "as the server keeps it", stanzaID: id,
                archiveID: "a-\(id)", state: .sent, isDelayed: true)
        }
        let outcome = try await profile.append(archived: page, .forwards, of: try jid(alice))
        #expect(outcome.stored.isEmpty && outcome.settled.map(\.body) == ["o1"])
        #expect(try await profile.pending(of: try jid(alice)).isEmpty)
        #expect(try await profile.outgoing("o2", in: try conversation())?.state == .failed)
    }

    @Test("From offline storage, after the archive has brought it, a message is no second one")
    func offlineStorage() async throws {
        let profile = try await opened()
        _ = try await profile.append(
            archived: [try said("hi", as: "a1", at: 0, id: "m1")], .forwards, of: try jid(alice))
        #expect(try await profile.append(try said("hi", as: nil, at: 0, id: "m1")).isNew == false)
        #expect(try await profile.append(try said("hi!", as: nil, at: 0, id: "m1")).isNew)
        var live = try said("hi", as: nil, at: 60, id: "m1")
        live.isDelayed = false
        #expect(try await profile.append(live).isNew, "some clients use an identifier twice")
    }

    @Test("A page and the place of its reader are kept together or not at all")
    func together() async throws {
        let profile = try await opened()
        let account = try jid(alice)
        _ = try await profile.append(
            archived: [try said("one", as: "a1", at: 0)], .forwards, of: account, notes: ["place": "a1"],
            owner: "archive")
        #expect(try await profile.setting("place", of: "archive", for: account) == "a1")
        let tooMuch = String(repeating: "x", count: Profile.maximumAccountSettingLength + 1)
        let error = await refusal {
            _ = try await profile.append(
                archived: [try said("two", as: "a2", at: 1)], .forwards, of: account, notes: ["place": tooMuch],
                owner: "archive")
        }
        #expect(error?.condition == .invalid)
        #expect(try await bodies(profile) == ["one"])
        let foreign = await refusal {
            _ = try await profile.append(archived: [try said("x", as: "a3", at: 1)], .forwards, of: try jid(bob))
        }
        #expect(foreign?.condition == .invalid)
    }

    @Test("What is kept for an account is its owner's alone, is bounded, and goes with the account")
    func settings() async throws {
        let profile = try await opened()
        let account = try jid(alice)
        try await profile.setSetting("key", of: "archive", for: account, to: "value\u{0}")
        #expect(try await profile.setting("key", of: "archive", for: account) == "value\u{0}")
        #expect(try await profile.setting("key", of: "other", for: account) == nil)
        for number in 1..<Profile.maximumAccountSettings {
            try await profile.setSetting("\(number)", of: "archive", for: account, to: "x")
        }
        let error = await refusal { try await profile.setSetting("more", of: "archive", for: account, to: "x") }
        #expect(error?.condition == .invalid)
        try await profile.setSetting("key", of: "archive", for: account, to: nil)
        try await profile.setSetting("more", of: "archive", for: account, to: "x")
        try await profile.removeAccount(account)
        #expect(await refusal { _ = try await profile.setting("more", of: "archive", for: account) } != nil)
        try await profile.add(AccountRecord(account))
        #expect(try await profile.setting("more", of: "archive", for: account) == nil)
    }

    @Test("A profile from before keeps the order of its rows, whatever their moments")
    func migration() async throws {
        let rows = [("first", 20), ("second", 10), ("third", 30)].map { body, sent in
            """
            INSERT INTO journal (conversation, direction, author, body, sent, state, isDelayed)
            VALUES (1, 'incoming', 'bob@example.org', CAST('\(body)' AS BLOB), \(sent), 'received', 0);
            """
        }
        let old = """
            \(Schema.first)
            INSERT INTO account (jid, position, isEnabled, security, usedChannelBinding)
            VALUES ('alice@example.org', 0, 1, 'direct', 0);
            INSERT INTO conversation (account, peer, kind, active) VALUES (1, 'bob@example.org', 'direct', 30);
            \(rows.joined(separator: "\n"))
            """
        var profile = try await test.open(Schema(steps: [old]))
        profile = try await test.reopened(profile, Schema(steps: [old] + Schema.current.steps.dropFirst()))
        #expect(try await bodies(profile) == ["first", "second", "third"])
        let last = try await profile.journal(of: try conversation(), limit: 1)
        let before = try await profile.journal(of: try conversation(), before: last[0].number, limit: 1)
        #expect(before.map(\.body) == ["second"])
    }
}
