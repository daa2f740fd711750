import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@testable import Archive
@testable import GrapnelClient

@Suite("Archives that are not what they say")
struct HostileArchiveTests {
    private typealias Kept = ArchiveBench.Kept

    private func open(limits: ArchiveLimits = ArchiveLimits()) async throws -> (ArchiveBench, ArchiveBench.Question) {
        let bench = try await ArchiveBench.begin(limits: limits)
        return (bench, try await bench.question())
    }

    @Test("A result that nobody asked for is nothing")
    func unsolicited() async throws {
        let bench = try await ArchiveBench.caughtUp()
        for from in [ArchiveBench.alice, "mallory@evil.example", "bob@example.org"] {
            await bench.client.receive(ArchiveBench.result(Kept(id: "a1", body: "forged"), of: "q1", from: from))
        }
        try await bench.client.settle()
        #expect(try await bench.client.profile.conversations().isEmpty)
        try await bench.client.finish()
    }

    @Test("While a question is open, only its archive answers it, and only under its identifier")
    func others() async throws {
        let (bench, question) = try await open()
        let forged = Kept(id: "f", body: "forged")
        for from in ["mallory@evil.example", "alice@example.org/phone", "example.org", "bob@example.org/x"] {
            await bench.client.receive(ArchiveBench.result(forged, of: question.query.id, from: from))
        }
        await bench.client.receive(ArchiveBench.result(forged, of: "another"))
        let end = ArchiveEnd(isComplete: true).element
        await bench.client.receive("<iq type='result' id='\(question.request)' from='mallory@evil.example'>\(end)</iq>")
        try await bench.answer(question, [Kept(id: "a1", body: "true")], isComplete: true)
        try await bench.client.shows("1 message from the archive")
        #expect(try await bench.talk() == ["< true"])
        try await bench.client.finish()
    }

    @Test("Results that cannot be read are left out and told, and the reading goes on")
    func malformed() async throws {
        let (bench, question) = try await open()
        let id = question.query.id
        let results = [
            "<result xmlns='urn:xmpp:mam:2' queryid='\(id)'/>",
            "<result xmlns='urn:xmpp:mam:2' queryid='\(id)' id=''><forwarded xmlns='urn:xmpp:forward:0'/></result>",
            "<result xmlns='urn:xmpp:mam:2' queryid='\(id)' id='x'><forwarded xmlns='urn:xmpp:forward:0'/></result>",
            "<result xmlns='urn:xmpp:mam:2' queryid='\(id)' id='y'><forwarded xmlns='urn:xmpp:forward:0'>"
                + "<message xmlns='jabber:client' from='@@'><body>b</body></message></forwarded></result>",
        ]
        for result in results { await bench.client.receive("<message from='alice@example.org'>\(result)</message>") }
        try await bench.answer(question, [Kept(id: "a1", body: "true")], isComplete: true)
        try await bench.client.shows("4 messages of the archive could not be read and were left out.")
        #expect(try await bench.talk() == ["< true"])
        #expect(try await bench.range().newest?.id == "a1")
        try await bench.client.finish()
    }

    @Test("What is neither to nor from the account, and a room's, is not the account's history")
    func foreign() async throws {
        let (bench, question) = try await open()
        try await bench.answer(
            question,
            [
                Kept(id: "a1", body: "foreign", from: "carol@example.org/x", to: "dave@example.org"),
                Kept(id: "a2", body: "true"),
            ], isComplete: true)
        try await bench.client.shows("1 message from the archive")
        #expect(try await bench.client.profile.conversations().map(\.id.peer.description) == [ArchiveBench.bob])
        try await bench.client.finish()
    }

    @Test("An archive that does not move on is asked twice, not for ever")
    func loop() async throws {
        let bench = try await ArchiveBench.begin()
        try await bench.answer(try await bench.question(), [Kept(id: "a1", body: "one")], isComplete: true)
        try await bench.isCaughtUp()
        bench.client.type("/archive sync")
        for _ in 0..<2 {
            let question = try await bench.question()
            #expect(question.query.place == .after("a1"))
            await bench.end(question, first: "a1", last: "a1")
        }
        try await bench.client.shows("Nothing was missed.")
        #expect(try await bench.range().gaps.count == 1)
        try await bench.client.finish()
    }

    @Test("An archive that sends far more than was asked for gets nothing taken")
    func flood() async throws {
        let (bench, question) = try await open(limits: ArchiveLimits(page: 10, slack: 5))
        for number in 0..<5000 {
            await bench.client.receive(ArchiveBench.result(Kept(id: "i\(number)", body: "m"), of: question.query.id))
        }
        await bench.end(question, first: "i0", last: "i4999")
        try await bench.client.shows("sent more than the 15 messages that were asked for, so none of them was taken")
        #expect(try await bench.client.profile.conversations().isEmpty)
        try await bench.client.finish()
    }

    @Test("An archive may say that a message was sent in the future, and it still counts as now")
    func future() async throws {
        let (bench, question) = try await open()
        try await bench.answer(
            question, [Kept(id: "a1", body: "tomorrow", stamp: "9999-01-01T00:00:00Z")], isComplete: true)
        try await bench.client.shows("1 message from the archive")
        let bob = ConversationID(account: bench.client.account.jid, peer: try JID(ArchiveBench.bob))
        let entry = try await bench.client.profile.journal(of: bob, limit: 1).first
        #expect(try #require(entry).sent <= .now)
        try await bench.client.finish()
    }
}
