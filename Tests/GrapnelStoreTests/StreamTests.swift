import GrapnelKit
import Testing

@testable import GrapnelStore

/// What takes a broken stream up, and what the server may not have.
struct StreamTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    private func filled(_ bodies: [String]) async throws -> (Profile, [Int64]) {
        let profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        var numbers: [Int64] = []
        for body in bodies {
            let draft = JournalDraft(try conversation(), direction: .outgoing, author: alice, body: body)
            numbers.append(try await profile.append(draft).entry.number)
        }
        return (profile, numbers)
    }

    private func record(_ profile: Profile, _ numbers: [Int64], from position: UInt32) async throws {
        let stanzas = numbers.enumerated().map { index, number in
            SentStanza(.message(number), position: position &+ UInt32(index))
        }
        try await profile.record(stanzas, of: try jid(alice))
    }

    private func bodies(_ entries: [JournalEntry]) -> [String] { entries.map(\.body) }

    @Test func aStreamAndItsCountOutliveTheProgram() async throws {
        var (profile, _) = try await filled([])
        let stream = StreamRecord(id: "s1", address: try jid("\(alice)/core"), location: "host:5222", handled: .max - 1)
        try await profile.beginStream(stream, of: try jid(alice))
        let draft = JournalDraft(try conversation(), direction: .incoming, author: bob, body: "hello")
        _ = try await profile.append(draft, handled: .max)
        profile = try await test.reopened(profile)
        let found = try #require(try await profile.stream(of: try jid(alice)))
        #expect(found.id == "s1")
        #expect(found.address == stream.address)
        #expect(found.location == "host:5222")
        #expect(found.handled == .max)
        // It wraps, and an older count that was on its way does not take it back.
        try await profile.note(handled: 2, of: try jid(alice))
        try await profile.note(handled: .max, of: try jid(alice))
        #expect(try await profile.stream(of: try jid(alice))?.handled == 2)
        try await profile.beginStream(nil, of: try jid(alice))
        #expect(try await profile.stream(of: try jid(alice)) == nil)
    }

    @Test func whatIsOnAStreamIsNotSentAgainUntilTheServerLacksIt() async throws {
        var (profile, numbers) = try await filled(["one", "two", "three", "four"])
        let account = try jid(alice)
        try await record(profile, Array(numbers.prefix(3)), from: .max)
        #expect(bodies(try await profile.pending(of: account)) == ["four"])
        profile = try await test.reopened(profile)
        #expect(bodies(try await profile.pending(of: account)) == ["four"])
        #expect(bodies(try await profile.acknowledge(upTo: .max, of: account)) == ["one"])
        #expect(try await profile.acknowledge(upTo: .max, of: account).isEmpty)
        #expect(bodies(try await profile.resumeStream(of: account, handled: 0)) == ["two"])
        #expect(bodies(try await profile.pending(of: account)) == ["three", "four"])
    }

    @Test func aLostStreamLeavesItsMessagesUncertainUntilSomebodyDecides() async throws {
        let (profile, numbers) = try await filled(["one", "two", "three", "four"])
        let account = try jid(alice)
        try await record(profile, Array(numbers.prefix(3)), from: 5)
        #expect(bodies(try await profile.endStream(of: account, handled: 5)) == ["one"])
        #expect(bodies(try await profile.uncertain(of: account)) == ["two", "three"])
        #expect(bodies(try await profile.pending(of: account)) == ["four"])
        // The counts of the next stream say nothing about them.
        #expect(try await profile.acknowledge(upTo: 1000, of: account).isEmpty)
        #expect(bodies(try await profile.decide(Array(numbers[1...2]), arrived: [numbers[2]])) == ["three"])
        #expect(bodies(try await profile.pending(of: account)) == ["two", "four"])
        #expect(try await profile.uncertain(of: account).isEmpty)
    }

    @Test func anEchoOrAnErrorDecidesBeforeAnAcknowledgementDoes() async throws {
        let (profile, numbers) = try await filled(["one", "two"])
        try await record(profile, numbers, from: 1)
        try await profile.setState(of: numbers[0], to: .confirmed)
        try await profile.setState(of: numbers[1], to: .failed, failure: "refused")
        #expect(try await profile.acknowledge(upTo: 2, of: try jid(alice)).isEmpty)
        #expect(try await profile.entry(numbers[0])?.state == .confirmed)
        #expect(try await profile.entry(numbers[1])?.state == .failed)
    }

    @Test func stanzasBesideTheJournalAreKeptUntilTheServerHasThem() async throws {
        let (profile, _) = try await filled([])
        let account = try jid(alice)
        try await profile.record(
            [SentStanza(.stanza([1]), position: 1), SentStanza(.stanza([2]), position: 2)], of: account)
        #expect(try await profile.unsentStanzas(of: account).isEmpty)
        _ = try await profile.endStream(of: account, handled: 1)
        let unsent = try await profile.unsentStanzas(of: account)
        #expect(unsent.map(\.octets) == [[2]])
        try await profile.record([SentStanza(.kept(unsent[0].number), position: 7)], of: account)
        _ = try await profile.acknowledge(upTo: 7, of: account)
        _ = try await profile.endStream(of: account, handled: nil)
        #expect(try await profile.unsentStanzas(of: account).isEmpty)
    }

    @Test func whatMayHaveBeenDeliveredIsOneEntryOnlyWhereAllIsTheSame() async throws {
        let (profile, _) = try await filled([])
        let now = Timestamp.now
        var draft = JournalDraft(
            try conversation(), direction: .incoming, author: bob, body: "hi", stanzaID: "1", sent: now)
        #expect(try await profile.append(draft).isNew)
        draft.repeatWindow = Timestamp(milliseconds: now.milliseconds - 1000)...now
        #expect(try await !profile.append(draft).isNew)
        var others = [draft, draft, draft]
        others[0].body = "ho"
        others[1].stanzaID = "2"
        others[2].repeatWindow = Timestamp(milliseconds: 0)...Timestamp(milliseconds: now.milliseconds - 1)
        for other in others { #expect(try await profile.append(other).isNew) }
    }
}
