import GrapnelKit
import GrapnelStore
import Testing

struct JournalTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    private func opened() async throws -> Profile {
        let profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        return profile
    }

    private func incoming(
        _ body: String, archiveID: String? = nil, sent: Int64 = 1000
    ) throws -> JournalDraft {
        JournalDraft(
            try conversation(), direction: .incoming, author: bob, body: body, archiveID: archiveID,
            sent: Timestamp(milliseconds: sent))
    }

    private func outgoing(_ body: String, stanzaID: String? = nil) throws -> JournalDraft {
        JournalDraft(try conversation(), direction: .outgoing, author: alice, body: body, stanzaID: stanzaID)
    }

    @Test func keepsWhatWasSaidAcrossReopening() async throws {
        var profile = try await opened()
        let draft = JournalDraft(
            try conversation(), direction: .incoming, author: bob, body: "Hey, are you around?", stanzaID: "m1",
            sent: Timestamp(milliseconds: 1_795_000_000_123), isDelayed: true)
        let stored = try await profile.append(draft)
        #expect(stored.isNew)
        profile = try await test.reopened(profile)
        let entry = try #require(try await profile.journal(of: try conversation(), limit: 10).first)
        #expect(entry == stored.entry)
        #expect(entry.conversation == (try conversation()))
        #expect(entry.kind == .direct)
        #expect(entry.direction == .incoming)
        #expect(entry.author == bob)
        #expect(entry.body == "Hey, are you around?")
        #expect(entry.stanzaID == "m1")
        #expect(entry.sent.milliseconds == 1_795_000_000_123)
        #expect(entry.state == .received)
        #expect(entry.failure == nil)
        #expect(entry.isDelayed)
    }

    @Test(
        arguments: [
            "", "\0", "before\0after\0", "e\u{301} \u{E9}", "\u{1B}[31mred", "\u{85}\u{2028}", "👩🏽‍🚀\u{FE0F}",
            "\u{202E}evil", "\u{10FFFF}\u{FFFE}", "'; DROP TABLE journal; --", String(repeating: "ü", count: 1 << 20),
        ]
    )
    func keepsEveryText(_ body: String) async throws {
        var profile = try await opened()
        _ = try await profile.append(try incoming(body))
        profile = try await test.reopened(profile)
        let entry = try #require(try await profile.journal(of: try conversation(), limit: 1).first)
        // Swift's own comparison takes composed and decomposed for the same.
        #expect(Array(entry.body.utf8) == Array(body.utf8))
    }

    @Test func refusesAMessageOfAnUnknownAccountAndKeepsNothing() async throws {
        let profile = try await test.open()
        let error = await refusal { _ = try await profile.append(try incoming("hello")) }
        #expect(error?.sentence == "there is no account alice@example.org; check the spelling")
        #expect(try await profile.conversations().isEmpty)
    }

    @Test func whatSomebodyElseSaidNeverStandsInTheOutbox() async throws {
        let profile = try await opened()
        for state: JournalEntry.State in [.pending, .sent, .confirmed, .failed] {
            var draft = try incoming("hello")
            draft.state = state
            #expect(await refusal { _ = try await profile.append(draft) }?.condition == .invalid)
        }
        var draft = try outgoing("hello")
        draft.state = .received
        #expect(await refusal { _ = try await profile.append(draft) }?.condition == .invalid)
        #expect(try await profile.conversations().isEmpty)
    }

    @Test func anArchiveIdentifierCountsOncePerConversation() async throws {
        let profile = try await opened()
        let first = try await profile.append(try incoming("one", archiveID: "a1"))
        let second = try await profile.append(try incoming("other words", archiveID: "a1"))
        #expect(second == .duplicate(first.entry))
        var elsewhere = try incoming("one", archiveID: "a1")
        elsewhere.conversation = try conversation(alice, "carol@example.org")
        #expect(try await profile.append(elsewhere).isNew)
        #expect(try await profile.append(try incoming("no identifier")).isNew)
        #expect(try await profile.append(try incoming("no identifier")).isNew)
        #expect(try await profile.journal(of: try conversation(), limit: 10).count == 3)
    }

    @Test func theOutboxKeepsItsOrderAcrossReopening() async throws {
        var profile = try await opened()
        try await profile.add(AccountRecord(try jid("carol@example.org")))
        for index in 0..<20 {
            var draft = try outgoing("\(index)")
            draft.conversation = try conversation(alice, "peer\(index % 3)@example.org")
            _ = try await profile.append(draft)
            draft.conversation = try conversation("carol@example.org")
            _ = try await profile.append(draft)
        }
        profile = try await test.reopened(profile)
        let pending = try await profile.pending(of: try jid(alice))
        #expect(pending.map(\.body) == (0..<20).map(String.init))
        #expect(pending.map(\.number) == pending.map(\.number).sorted())
        try await profile.setState(of: pending[0].number, to: .sent)
        let first = try await profile.pending(of: try jid(alice), limit: 5)
        #expect(first.map(\.body) == (1..<6).map(String.init))
        let next = try await profile.pending(of: try jid(alice), after: first[4].number, limit: 5)
        #expect(next.map(\.body) == (6..<11).map(String.init))
    }

    @Test func readsBackwardsInPages() async throws {
        let profile = try await opened()
        for index in 0..<10 { _ = try await profile.append(try incoming("\(index)")) }
        let last = try await profile.journal(of: try conversation(), limit: 4)
        #expect(last.map(\.body) == ["6", "7", "8", "9"])
        let before = try await profile.journal(of: try conversation(), before: last[0].number, limit: 4)
        #expect(before.map(\.body) == ["2", "3", "4", "5"])
        let rest = try await profile.journal(of: try conversation(), before: before[0].number, limit: 4)
        #expect(rest.map(\.body) == ["0", "1"])
        #expect(try await profile.journal(of: try conversation(alice, "x@example.org"), limit: 4).isEmpty)
    }

    @Test func findsWhatWeSentByItsIdentifier() async throws {
        let profile = try await opened()
        _ = try await profile.append(try outgoing("first", stanzaID: "m1"))
        let second = try await profile.append(try outgoing("second", stanzaID: "m1")).entry
        var foreign = try incoming("theirs")
        foreign.stanzaID = "m1"
        _ = try await profile.append(foreign)
        #expect(try await profile.outgoing("m1", in: try conversation()) == second)
        #expect(try await profile.outgoing("m2", in: try conversation()) == nil)
        #expect(try await profile.outgoing("m1", in: try conversation(alice, "x@example.org")) == nil)
    }

    @Test func numbersAreNeverUsedAgain() async throws {
        var profile = try await opened()
        let last = try await profile.append(try incoming("gone")).entry.number
        try await profile.removeConversation(try conversation())
        profile = try await test.reopened(profile)
        #expect(try await profile.append(try incoming("new")).entry.number > last)
        #expect(try await profile.entry(last) == nil)
    }

    @Test func tenThousandMessagesKeepTheirOrder() async throws {
        let profile = try await opened()
        var numbers: [Int64] = []
        for index in 0..<10_000 {
            numbers.append(try await profile.append(try incoming("\(index)")).entry.number)
        }
        #expect(numbers == numbers.sorted())
        #expect(Set(numbers).count == 10_000)
        let entries = try await profile.journal(of: try conversation(), limit: 20_000)
        #expect(entries.map(\.body) == (0..<10_000).map(String.init))
    }

    @Test func messagesAtATimeAreAllKeptOnce() async throws {
        let profile = try await opened()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<200 {
                // Each identifier arrives twice, as a live message and from the archive.
                group.addTask { _ = try await profile.append(try incoming("\(index / 2)", archiveID: "\(index / 2)")) }
            }
            try await group.waitForAll()
        }
        let entries = try await profile.journal(of: try conversation(), limit: 1000)
        #expect(Set(entries.map(\.body)).count == 100)
        #expect(entries.count == 100)
    }
}
