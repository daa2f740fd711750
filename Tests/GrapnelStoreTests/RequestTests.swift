import GrapnelKit
import GrapnelStore
import Testing

struct RequestTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    private func opened() async throws -> Profile {
        let profile = try await test.open()
        for name in [alice, "carol@example.org"] { try await profile.add(AccountRecord(try jid(name))) }
        return profile
    }

    private func request(_ sender: String, _ status: String? = nil, at milliseconds: Int64 = 1000) throws
        -> SubscriptionRequest
    {
        SubscriptionRequest(
            account: try jid(alice), sender: try jid(sender), received: Timestamp(milliseconds: milliseconds),
            status: status)
    }

    @Test func keepsARequestOnceAcrossReopening() async throws {
        var profile = try await opened()
        let first = try request("bob@example.org/phone", "It is me", at: 1000)
        #expect(try await profile.add(first) == .stored)
        #expect(try await profile.add(try request(bob, "again", at: 2000)) == .known)
        profile = try await test.reopened(profile)
        #expect(try await profile.requests(of: try jid(alice)) == [first])
        #expect(try await profile.requests(of: try jid("carol@example.org")).isEmpty)
        #expect(try await profile.removeRequest(from: try jid(bob), of: try jid(alice)))
        #expect(try await !profile.removeRequest(from: try jid(bob), of: try jid(alice)))
        #expect(try await profile.requests(of: try jid(alice)).isEmpty)
    }

    @Test func aFloodLeavesTheOldestAndABoundedInbox() async throws {
        let profile = try await opened()
        var outcomes: [Profile.RequestOutcome] = []
        for index in 0..<(Profile.maximumRequests + 5) {
            outcomes.append(try await profile.add(try request("stranger\(index)@spam.example")))
        }
        #expect(outcomes.filter { $0 == .stored }.count == Profile.maximumRequests)
        #expect(outcomes.suffix(5).allSatisfy { $0 == .full })
        let waiting = try await profile.requests(of: try jid(alice))
        #expect(waiting.count == Profile.maximumRequests)
        #expect(waiting.first?.sender.local == "stranger0")
        #expect(try await profile.removeRequest(from: try jid("stranger3@spam.example"), of: try jid(alice)))
        #expect(try await profile.add(try request(bob)) == .stored)
    }

    @Test func aLongStatusIsCutByScalars() async throws {
        let profile = try await opened()
        // One character, as a reader counts, of 5,000 scalars.
        let status = "e" + String(repeating: "\u{301}", count: 4999)
        _ = try await profile.add(try request(bob, status))
        let kept = try #require(try await profile.requests(of: try jid(alice)).first?.status)
        #expect(kept.unicodeScalars.count == SubscriptionRequest.maximumStatusLength)
    }
}
