import GrapnelKit
import GrapnelStore
import Testing

/// A room repeats its history at every joining; what is journalled already must not stand there twice.
struct RoomHistoryTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    private func said(
        _ body: String, by author: String = "Rosa", id: String? = nil, at milliseconds: Int64 = 5000,
        isDelayed: Bool = true
    ) throws -> JournalDraft {
        JournalDraft(
            try conversation(alice, "room@rooms.example.org"), kind: .room, direction: .incoming, author: author,
            body: body, stanzaID: id, sent: Timestamp(milliseconds: milliseconds), isDelayed: isDelayed)
    }

    private func joined() async throws -> Profile {
        let profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        return profile
    }

    @Test func theSameIdentifierAuthorAndWordsAreARepetition() async throws {
        let profile = try await joined()
        let live = try await profile.append(try said("hello", id: "m1", at: 5123, isDelayed: false))
        #expect(try await profile.append(try said("hello", id: "m1", at: 5000)) == .duplicate(live.entry))
        #expect(try await profile.repeated(try said("hello", id: "m1")) == live.entry)
    }

    @Test func withoutIdentifierTheMomentDecides() async throws {
        let profile = try await joined()
        let first = try await profile.append(try said("hello"))
        #expect(try await profile.append(try said("hello")) == .duplicate(first.entry))
        #expect(try await profile.append(try said("hello", at: 6000)).isNew)
        #expect(try await profile.append(try said("hello", id: "m9")) == .duplicate(first.entry))
    }

    @Test func anythingElseIsNew() async throws {
        let profile = try await joined()
        _ = try await profile.append(try said("hello", id: "1"))
        #expect(try await profile.append(try said("hello", id: "2")).isNew)
        #expect(try await profile.append(try said("hello", by: "Sam", id: "1")).isNew)
        // A client that numbers from one at every start says something else under the same identifier.
        #expect(try await profile.append(try said("good morning", id: "1")).isNew)
        #expect(try await profile.append(try said("hello", id: "1", isDelayed: false)).isNew)
    }

    @Test func messagesOfAPersonAreNotCompared() async throws {
        let profile = try await joined()
        let draft = JournalDraft(
            try conversation(), direction: .incoming, author: bob, body: "yes", stanzaID: "m1",
            sent: Timestamp(milliseconds: 1), isDelayed: true)
        #expect(try await profile.append(draft).isNew)
        #expect(try await profile.append(draft).isNew)
    }

    @Test func aStampInWholeSecondsStandsBehindWhatIsKnownOfThatSecond() async throws {
        let profile = try await joined()
        for (body, moment) in [("live", 5300), ("the next second", 6000)] {
            #expect(try await profile.append(try said(body, at: Int64(moment), isDelayed: false)).isNew)
        }
        for (body, moment) in [("while away", 5000), ("and more", 5000), ("to the millisecond", 5100)] {
            #expect(try await profile.append(try said(body, at: Int64(moment))).isNew)
        }
        let room = try conversation(alice, "room@rooms.example.org")
        let order = try await profile.journal(of: room, limit: 10).map(\.body)
        #expect(order == ["to the millisecond", "live", "while away", "and more", "the next second"])
    }
}
