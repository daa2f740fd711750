import GrapnelKit
import GrapnelStore
import Testing

struct ConversationTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    private func opened() async throws -> Profile {
        let profile = try await test.open()
        for name in [alice, "carol@example.org"] { try await profile.add(AccountRecord(try jid(name))) }
        return profile
    }

    private func draft(_ peer: String, at milliseconds: Int64, account: String = alice) throws -> JournalDraft {
        JournalDraft(
            try conversation(account, peer), direction: .incoming, author: peer, body: "hello",
            sent: Timestamp(milliseconds: milliseconds))
    }

    @Test func theMostRecentlyActiveComesFirst() async throws {
        var profile = try await opened()
        _ = try await profile.append(try draft("a@example.org", at: 1000))
        _ = try await profile.append(try draft("b@example.org", at: 3000))
        _ = try await profile.append(try draft("c@example.org", at: 2000, account: "carol@example.org"))
        let opened = Timestamp(milliseconds: 2500)
        try await profile.open(try conversation(alice, "d@example.org"), kind: .direct, at: opened)
        profile = try await test.reopened(profile)
        #expect(try await profile.conversations().map(\.id.peer.local) == ["b", "d", "c", "a"])
        #expect(try await profile.conversations(of: try jid(alice)).map(\.id.peer.local) == ["b", "d", "a"])
        _ = try await profile.append(try draft("a@example.org", at: 4000))
        #expect(try await profile.conversations().map(\.id.peer.local) == ["a", "b", "d", "c"])
        // An old message from an archive does not pull its conversation up.
        _ = try await profile.append(try draft("c@example.org", at: 500, account: "carol@example.org"))
        #expect(try await profile.conversations().map(\.id.peer.local) == ["a", "b", "d", "c"])
    }

    @Test func aMessageFromTheFutureDoesNotHoldTheTop() async throws {
        let profile = try await opened()
        _ = try await profile.append(try draft("liar@example.org", at: .max))
        let record = try #require(try await profile.conversation(try conversation(alice, "liar@example.org")))
        #expect(record.active <= .now)
    }

    @Test func openingKeepsTheKindAndNotesTheMoment() async throws {
        let profile = try await opened()
        let room = try conversation(alice, "room@rooms.example.org")
        #expect(try await profile.conversation(room) == nil)
        try await profile.open(room, kind: .room, at: Timestamp(milliseconds: 1000))
        let again = try await profile.open(room, kind: .direct, at: Timestamp(milliseconds: 2000))
        #expect(again.kind == .room)
        #expect(again.opened == Timestamp(milliseconds: 2000))
        #expect(again.active == Timestamp(milliseconds: 2000))
        try await profile.setKind(.direct, of: room)
        #expect(try await profile.conversation(room)?.kind == .direct)
    }

    @Test func aConversationWithAnOccupantIsItsOwn() async throws {
        let profile = try await opened()
        let occupant = try conversation(alice, "room@rooms.example.org/Rosa")
        try await profile.open(try conversation(alice, "room@rooms.example.org"), kind: .room)
        try await profile.open(occupant, kind: .direct)
        #expect(try await profile.conversations().count == 2)
        #expect(try await profile.conversation(occupant)?.kind == .direct)
    }

    @Test func unknownOnesAreRefused() async throws {
        let profile = try await opened()
        let error = await refusal { try await profile.setKind(.room, of: try conversation()) }
        #expect(error?.sentence == "there is no conversation with bob@example.org; check the spelling")
        #expect(await refusal { try await profile.removeConversation(try conversation()) }?.condition == .missing)
        let foreign = try conversation("nobody@example.org")
        #expect(await refusal { try await profile.open(foreign, kind: .direct) }?.condition == .missing)
        #expect(try await profile.conversations().isEmpty)
    }
}
