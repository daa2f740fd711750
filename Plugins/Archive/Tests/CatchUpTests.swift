import GrapnelKit
import TestSupport
import Testing

@testable import Archive
@testable import GrapnelClient

@Suite("Reading what was missed")
struct CatchUpTests {
    private typealias Kept = ArchiveBench.Kept

    /// A client that has read `a1` and lost its stream, and is back.
    private func back(limits: ArchiveLimits = ArchiveLimits()) async throws -> ArchiveBench {
        let bench = try await ArchiveBench.begin(limits: limits)
        try await bench.answer(try await bench.question(), [Kept(id: "a1", body: "one")], isComplete: true)
        try await bench.isCaughtUp()
        #expect(try await bench.range().newest?.id == "a1")
        try await lose(bench)
        return bench
    }

    private func lose(_ bench: ArchiveBench) async throws {
        let count = bench.client.front.lines.count
        await bench.client.server.close()
        try await bench.client.front.wait(for: "alice@example.org failed", after: count)
        _ = try await bench.client.reconnect()
        try await bench.answerBeginning()
    }

    @Test("A new device reads the last messages, back to its bound, in the archive's order")
    func first() async throws {
        let bench = try await ArchiveBench.begin(limits: ArchiveLimits(page: 2, firstMessages: 4))
        let latest = try await bench.question()
        #expect(latest.query.place == .end && latest.query.limit == 2)
        try await bench.answer(latest, [Kept(id: "a5", body: "five"), Kept(id: "a6", body: "six")])
        let older = try await bench.question()
        #expect(older.query.place == .before("a5"))
        try await bench.answer(older, [Kept(id: "a3", body: "three"), Kept(id: "a4", body: "four")])
        try await bench.client.shows("alice@example.org: 4 messages from the archive.")
        #expect(try await bench.talk() == ["< three", "< four", "< five", "< six"])
        let range = try await bench.range()
        #expect(range.newest?.id == "a6" && range.oldest?.id == "a3" && range.goal == nil && !range.hasBeginning)
        #expect(!bench.client.front.lines.contains { $0.contains("three") }, "history is not news")
        try await bench.client.finish()
    }

    @Test("A first reading goes no further back than a month")
    func month() async throws {
        let bench = try await ArchiveBench.begin()
        let question = try await bench.question()
        try await bench.answer(
            question, [Kept(id: "a1", body: "long ago", stamp: "2020-01-01T10:00:00Z"), Kept(id: "a2", body: "now")])
        try await bench.client.shows("2 messages from the archive")
        try await bench.client.finish()
    }

    @Test("After a new login it goes on behind what is known, page by page, and shows what was missed")
    func catchUp() async throws {
        let bench = try await back()
        let first = try await bench.question()
        #expect(first.query.place == .after("a1") && first.query.limit == 250 && first.query.start == nil)
        try await bench.answer(first, [Kept(id: "a2", body: "two")])
        let second = try await bench.question()
        #expect(second.query.place == .after("a2"))
        let own = Kept(
            id: "a3", body: "from the phone", from: "alice@example.org/phone", to: "bob@example.org/x")
        try await bench.answer(second, [own], isComplete: true)
        try await bench.client.shows("missed < two")
        try await bench.client.shows("missed > from the phone")
        try await bench.client.shows("alice@example.org: 2 messages missed.")
        #expect(try await bench.talk() == ["< one", "< two", "> from the phone"])
        #expect(try await bench.range().newest?.id == "a3")
        try await bench.client.finish()
    }

    @Test("An interrupted reading goes on where the last page was kept, and a live message leaves no gap behind it")
    func interrupted() async throws {
        let bench = try await back()
        try await bench.answer(try await bench.question(), [Kept(id: "a2", body: "two")])
        let second = try await bench.question()
        #expect(second.query.place == .after("a2"))
        await bench.client.receive(ArchiveBench.result(Kept(id: "a3", body: "three"), of: second.query.id))
        await bench.client.receive(
            "<message from='bob@example.org/x' to='alice@example.org/core' type='chat' id='live'><body>live</body>"
                + "<stanza-id xmlns='urn:xmpp:sid:0' by='alice@example.org' id='a9'/></message>")
        try await bench.client.shows("from bob@example.org bob@example.org: live")
        #expect(try await bench.range().newest?.id == "a2")
        try await lose(bench)
        let again = try await bench.question()
        #expect(again.query.place == .after("a2"))
        try await bench.answer(
            again, [Kept(id: "a3", body: "three"), Kept(id: "a9", body: "live", stanza: "live")], isComplete: true)
        try await bench.client.shows("1 message missed")
        #expect(try await bench.talk() == ["< one", "< two", "< three", "< live"])
        #expect(try await bench.range().newest?.id == "a9")
        try await bench.client.finish()
    }

    @Test("Once everything has been read, live messages carry the place on")
    func liveMoves() async throws {
        let bench = try await back()
        try await bench.answer(try await bench.question(), [], isComplete: true)
        try await bench.isCaughtUp()
        for number in 2...ArchiveState.noteInterval + 3 {
            await bench.client.receive(
                "<message from='bob@example.org/x' to='alice@example.org/core' type='chat' id='m\(number)'>"
                    + "<body>\(number)</body>"
                    + "<stanza-id xmlns='urn:xmpp:sid:0' by='alice@example.org' id='a\(number)'/></message>")
        }
        try await bench.client.settle()
        try await lose(bench)
        let question = try await bench.question()
        #expect(question.query.place == .after("a\(ArchiveState.noteInterval + 3)"))
        try await bench.answer(question, [], isComplete: true)
        try await bench.client.finish()
    }

    @Test("Where the archive no longer knows the place, it goes on by time, and says what may be missing")
    func expired() async throws {
        let bench = try await back()
        await bench.refuse(try await bench.question(), "item-not-found")
        let byTime = try await bench.question()
        #expect(byTime.query.place == .beginning)
        #expect(byTime.query.start == Timestamp(dateTime: "2026-11-20T09:50:00Z"))
        try await bench.answer(byTime, [Kept(id: "b1", body: "later", stamp: "2026-11-20T12:00:00Z")])
        let next = try await bench.question()
        #expect(next.query.place == .after("b1") && next.query.start == byTime.query.start)
        try await bench.answer(next, [], isComplete: true)
        try await bench.client.shows(
            "The archive no longer has the message up to which it was read. "
                + "Messages between 2026-11-20T10:00:00Z and 2026-11-20T12:00:00Z may be missing.")
        try await bench.client.shows("1 message missed")
        #expect(try await bench.talk() == ["< one", "< later"])
        bench.client.type("/archive status")
        try await bench.client.shows("Messages between 2026-11-20T10:00:00Z and 2026-11-20T12:00:00Z may be missing.")
        try await bench.client.finish()
    }

    @Test("Where the overlap brings the last known message again, nothing is missing and nothing doubles")
    func overlap() async throws {
        let bench = try await back()
        await bench.refuse(try await bench.question(), "item-not-found")
        let byTime = try await bench.question()
        try await bench.answer(
            byTime, [Kept(id: "a1", body: "one"), Kept(id: "a2", body: "two", stamp: "2026-11-20T12:00:00Z")],
            isComplete: true)
        try await bench.client.shows("1 message missed")
        #expect(try await bench.talk() == ["< one", "< two"])
        #expect(try await bench.range().gaps.isEmpty)
        try await bench.client.finish()
    }

    @Test("What was said on the way is one row, whichever came first, the stream or the archive")
    func race() async throws {
        let bench = try await back()
        let question = try await bench.question()
        await bench.client.receive(ArchiveBench.result(Kept(id: "L1", body: "old text"), of: question.query.id))
        let live =
            "<message from='bob@example.org/x' to='alice@example.org/core' type='chat' id='o-L1'>"
            + "<body>old text</body><stanza-id xmlns='urn:xmpp:sid:0' by='alice@example.org' id='L1'/></message>"
        await bench.client.receive(live)
        await bench.end(question, first: "L1", last: "L1", isComplete: true)
        try await bench.isCaughtUp()
        await bench.client.receive(live)
        try await bench.client.settle()
        #expect(try await bench.talk() == ["< one", "< old text"])
        try await bench.client.finish()
    }

    @Test("What we said and lost sight of is not said twice")
    func outbox() async throws {
        let bench = try await back()
        let question = try await bench.question()
        let id = ConversationID(account: bench.client.account.jid, peer: try JID(ArchiveBench.bob))
        try await bench.client.client.say("mine", in: id, kind: .direct)
        let said = try await within("the message") { try await bench.client.server.next() }
        let own = Kept(
            id: "a2", body: "mine", from: "alice@example.org/core", to: "bob@example.org", stanza: said["id"])
        try await bench.answer(question, [own], isComplete: true)
        try await bench.isCaughtUp()
        #expect(try await bench.talk() == ["< one", "> mine"])
        try await bench.client.finish()
    }

    @Test("What a new device reads as history, and the server has kept for whoever comes first, is shown")
    func storedForTheFirst() async throws {
        let bench = try await ArchiveBench.begin()
        let page = [Kept(id: "a1", body: "long known"), Kept(id: "a2", body: "for you")]
        try await bench.answer(try await bench.question(), page, isComplete: true)
        try await bench.isCaughtUp()
        #expect(!bench.client.front.lines.contains { $0.contains("for you") })
        let stored =
            "<message from='bob@example.org/x' to='alice@example.org' type='chat' id='o-a2'><body>for you</body>"
            + "<delay xmlns='urn:xmpp:delay' from='example.org' stamp='2026-11-20T10:00:00Z'/>"
            + "<stanza-id xmlns='urn:xmpp:sid:0' by='alice@example.org' id='a2'/></message>"
        await bench.client.receive(stored)
        await bench.client.receive(stored)
        try await bench.client.settle()
        #expect(bench.client.front.lines.count { $0 == "from bob@example.org bob@example.org: for you" } == 1)
        #expect(try await bench.talk() == ["< long known", "< for you"])
        try await bench.client.finish()
    }
}
