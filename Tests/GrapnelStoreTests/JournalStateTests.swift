import GrapnelKit
import GrapnelStore
import Testing

struct JournalStateTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    private static let all: [JournalEntry.State] = [.received, .pending, .sent, .confirmed, .failed]

    private func pending(_ profile: Profile) async throws -> Int64 {
        let draft = JournalDraft(try conversation(), direction: .outgoing, author: alice, body: "hello")
        return try await profile.append(draft).entry.number
    }

    @Test func aReasonStandsBesideAFailureOnly() async throws {
        var profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        let number = try await pending(profile)
        let failed = try await profile.setState(of: number, to: .failed, failure: "bob@example.org refuses messages")
        #expect(failed?.state == .failed)
        #expect(failed?.failure == "bob@example.org refuses messages")
        profile = try await test.reopened(profile)
        #expect(try await profile.entry(number) == failed)
        let again = try await profile.setState(of: number, to: .pending, failure: "of no meaning here")
        #expect(again?.state == .pending)
        #expect(again?.failure == nil)
    }

    @Test func anUnknownNumberIsRefused() async throws {
        let profile = try await test.open()
        let error = await refusal { try await profile.setState(of: 77, to: .sent) }
        #expect(error?.sentence == "there is no message 77; check the spelling")
    }

    @Test func receivedAndConfirmedAreEnds() {
        for next in Self.all {
            #expect(!JournalEntry.State.received.canBecome(next))
            #expect(!JournalEntry.State.confirmed.canBecome(next))
            #expect(!next.canBecome(.received))
            #expect(!next.canBecome(next))
        }
    }

    /// Any walk of steps leaves the entry where the allowed ones among them lead, and in the outbox only while pending.
    @Test(arguments: 0..<20)
    func anyWalkEndsWhereTheAllowedStepsLead(_ seed: UInt64) async throws {
        let profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        let number = try await pending(profile)
        var random = Walk(state: seed)
        var expected = JournalEntry.State.pending
        for _ in 0..<40 {
            let next = Self.all[Int(random.next() % UInt64(Self.all.count))]
            let changed = try await profile.setState(of: number, to: next)
            #expect((changed != nil) == expected.canBecome(next))
            if changed != nil { expected = next }
            #expect(try await profile.entry(number)?.state == expected)
            #expect(try await profile.pending(of: try jid(alice)).isEmpty == (expected != .pending))
        }
    }
}

/// The same numbers for the same seed (splitmix64).
private struct Walk: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
