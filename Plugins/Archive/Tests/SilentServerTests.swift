import GrapnelKit
import TestSupport
import Testing

@testable import Archive
@testable import GrapnelClient

@Suite("Servers that do not say whether they keep an archive", .timeLimit(.minutes(1)))
struct SilentServerTests {
    private typealias Kept = ArchiveBench.Kept

    @Test("One that was too slow once is asked again, and what was missed is read")
    func slow() async throws {
        let clock = ManualClock()
        let bench = try await ArchiveBench.silent(clock: clock)
        try await bench.featuresTimeOut(clock)
        await bench.announce(to: try await bench.featuresQuestion())
        try await bench.answer(try await bench.question(), [Kept(id: "a1", body: "one")], isComplete: true)
        try await bench.client.shows("alice@example.org: 1 message from the archive.")
        #expect(try await bench.talk() == ["< one"])
        try await bench.client.finish()
    }

    @Test("One that never answers is told of and holds no message up, and /archive sync asks again")
    func never() async throws {
        let clock = ManualClock()
        let bench = try await ArchiveBench.silent(clock: clock)
        try await bench.featuresTimeOut(clock)
        for _ in 0..<5 {
            _ = try await bench.featuresQuestion()
            await bench.client.receive(
                "<message from='bob@example.org/x' to='alice@example.org/core' type='chat'><body>live</body>"
                    + "<stanza-id xmlns='urn:xmpp:sid:0' by='alice@example.org' id='a9'/></message>")
            try await bench.featuresTimeOut(clock)
        }
        try await bench.client.shows("The archive could not be read: No answer came in time")
        #expect(try await bench.talk().count == 5, "identifiers are not relied on before their server has answered")
        bench.client.type("/archive sync")
        await bench.announce(to: try await bench.featuresQuestion())
        try await bench.answer(try await bench.question(), [], isComplete: true)
        try await bench.client.shows("Nothing was missed.")
        try await bench.client.finish()
    }

    @Test("An account that was removed and added again reads its archive as a new one")
    func addedAgain() async throws {
        let bench = try await ArchiveBench.begin()
        try await bench.answer(try await bench.question(), [Kept(id: "a1", body: "one")], isComplete: true)
        try await bench.isCaughtUp()
        #expect(try await bench.range().newest?.id == "a1")
        for command in ["account remove alice@example.org", "account add alice@example.org --direct-tls"] {
            try await bench.client.client.execute(command, conversation: nil) { _ in }
        }
        _ = try await bench.client.reconnect()
        try await bench.answerBeginning()
        let question = try await bench.question()
        #expect(question.query.place == .end)
        try await bench.answer(question, [Kept(id: "a1", body: "one")], isComplete: true)
        try await bench.client.shows("1 message from the archive")
        try await bench.client.finish()
    }
}
