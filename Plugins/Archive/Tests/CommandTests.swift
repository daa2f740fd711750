import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@testable import Archive
@testable import GrapnelClient

@Suite("The command /archive")
struct ArchiveCommandTests {
    private typealias Kept = ArchiveBench.Kept

    private func known() async throws -> ArchiveBench {
        let bench = try await ArchiveBench.begin(limits: ArchiveLimits(page: 2, firstMessages: 1))
        try await bench.answer(try await bench.question(), [Kept(id: "a9", body: "nine")])
        try await bench.isCaughtUp()
        return bench
    }

    @Test("Fetching reads back before what is known, and the next time before that")
    func fetch() async throws {
        let bench = try await known()
        bench.client.type("/archive fetch --count 3")
        let first = try await bench.question()
        #expect(first.query.place == .before("a9") && first.query.limit == 2 && first.query.with == nil)
        try await bench.answer(first, [Kept(id: "a7", body: "seven"), Kept(id: "a8", body: "eight")])
        let second = try await bench.question()
        #expect(second.query.place == .before("a7") && second.query.limit == 1)
        try await bench.answer(second, [Kept(id: "a6", body: "six")], isComplete: true)
        try await bench.client.shows("Read 3 messages.")
        try await bench.client.shows("That is where the archive begins.")
        #expect(try await bench.talk() == ["< six", "< seven", "< eight", "< nine"])
        let range = try await bench.range()
        #expect(range.oldest?.id == "a6" && range.newest?.id == "a9" && range.hasBeginning)
        try await bench.client.finish()
    }

    @Test("Fetching one conversation leaves what is known of the others, and goes on from there")
    func fetchOne() async throws {
        let bench = try await known()
        bench.client.type("/archive fetch bob@example.org --count 1")
        let first = try await bench.question()
        #expect(first.query.with == (try JID(ArchiveBench.bob)) && first.query.place == .before("a9"))
        try await bench.answer(first, [Kept(id: "a2", body: "two")])
        try await bench.client.shows("Read 1 message with bob@example.org; /history bob@example.org 21 shows them.")
        #expect(try await bench.range().oldest?.id == "a9")
        bench.client.type("/archive fetch bob@example.org --count 1")
        let second = try await bench.question()
        #expect(second.query.place == .before("a2"))
        try await bench.answer(second, [], isComplete: true)
        try await bench.client.shows("The archive has nothing with bob@example.org from before that.")
        try await bench.client.finish()
    }

    @Test("Fetching before a date asks by time, and a wrong date or number is told")
    func fetchBefore() async throws {
        let bench = try await known()
        bench.client.type("/archive fetch --before 2026-10-01 --count 1")
        let question = try await bench.question()
        #expect(question.query.end == Timestamp(dateTime: "2026-10-01T00:00:00Z") && question.query.place == .end)
        try await bench.answer(question, [Kept(id: "x", body: "october", stamp: "2026-09-30T10:00:00Z")])
        try await bench.client.shows("Read 1 message.")
        #expect(try await bench.talk() == ["< october", "< nine"])
        bench.client.type("/archive fetch --before yesterday")
        try await bench.client.shows("error: “yesterday” is no date")
        bench.client.type("/archive fetch --count many")
        try await bench.client.shows("error: Give a number from 1 to 10000")
        try await bench.client.finish()
    }

    @Test("The preferences are shown, and a new rule keeps the lists")
    func preferences() async throws {
        let bench = try await known()
        let prefs = { (rule: String) in
            "<prefs xmlns='urn:xmpp:mam:2' default='\(rule)'><always><jid>bob@example.org</jid></always><never/></prefs>"
        }
        bench.client.type("/archive prefs roster")
        let question = try await within("the question") { try await bench.client.server.next() }
        await bench.client.receive("<iq type='result' id='\(question["id"] ?? "")'>\(prefs("always"))</iq>")
        let change = try await within("the change") { try await bench.client.server.next() }
        let wanted = try #require(change.first("prefs", ArchiveNamespace.archive))
        #expect(try ArchivePreferences(from: wanted) == .init(rule: .roster, always: ["bob@example.org"]))
        await bench.client.receive("<iq type='result' id='\(change["id"] ?? "")'>\(prefs("roster"))</iq>")
        try await bench.client.shows("The server keeps what is said with your contacts.")
        try await bench.client.shows("always what is said with bob@example.org")
        try await bench.client.finish()
    }

    @Test("Without an archive every form says so")
    func noArchive() async throws {
        let bench = try await ArchiveBench.begin(features: [])
        bench.client.type("/archive sync")
        try await bench.client.shows("error: The server of alice@example.org keeps no archive")
        bench.client.type("/archive status")
        try await bench.client.shows("The server keeps no archive.")
        try await bench.client.finish()
    }

    @Test("Disabled, the plugin leaves nothing registered, and what is under way ends")
    func tearDown() async throws {
        let client = try await ScriptedClient()
        let before = client.client.ledger.census()
        let plugin = ArchivePlugin()
        try await client.client.activate(plugin, as: "archive")
        let bench = ArchiveBench(client: client, plugin: plugin)
        try await bench.answerBeginning()
        let question = try await bench.question()
        await client.client.ledger.release(owner: "archive")
        #expect(client.client.ledger.census() == before)
        try await bench.answer(question, [Kept(id: "a1", body: "late")], isComplete: true)
        await client.receive(
            "<message from='alice@example.org' to='alice@example.org/core'><received xmlns='urn:xmpp:carbons:2'>"
                + "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='bob@example.org/x' "
                + "to='alice@example.org'><body>copy</body></message></forwarded></received></message>")
        try await client.settle()
        #expect(try await client.profile.conversations().isEmpty)
        try await client.finish()
    }
}
