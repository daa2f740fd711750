import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@testable import Archive
@testable import GrapnelClient
@testable import GrapnelKit

@Suite("Own messages whose arrival is uncertain")
struct UncertainTests {
    private typealias Kept = ArchiveBench.Kept

    /// Messages to Bob and to Carol that went out on a stream that broke; not in the outbox, which would send them.
    private func uncertain(_ bench: ArchiveBench) async throws -> UncertainMessages {
        let account = bench.client.account
        var entries: [JournalEntry] = []
        for (peer, id) in [(ArchiveBench.bob, "m1"), ("carol@example.org", "m2"), (ArchiveBench.bob, "m3")] {
            let conversation = ConversationID(account: account.jid, peer: try JID(peer))
            let draft = JournalDraft(
                conversation, direction: .outgoing, author: ArchiveBench.alice, body: id, stanzaID: id,
                sent: Timestamp(dateTime: "2026-11-20T10:00:00Z") ?? .now, state: .sent)
            entries.append(try await bench.client.profile.append(draft).entry)
        }
        return UncertainMessages(account: account, entries: entries)
    }

    private func own(_ id: String, to: String, as archiveID: String) -> Kept {
        Kept(id: archiveID, body: "x", from: "alice@example.org/core", to: to, stanza: id)
    }

    private func arrived(_ bench: ArchiveBench, _ messages: UncertainMessages) async throws -> [String?] {
        let archives = try #require(bench.plugin.source.archives)
        guard case .replace(let settled) = try await archives.settle(messages) else { return [] }
        return settled.entries.filter { settled.arrived.contains($0.number) }.map(\.stanzaID)
    }

    @Test("Those that the own archive has, to the same address and with our identifier, have arrived")
    func found() async throws {
        let bench = try await ArchiveBench.caughtUp()
        let messages = try await uncertain(bench)
        async let arrived = arrived(bench, messages)
        let first = try await bench.question()
        #expect(first.query.place == .end && first.query.start == nil && first.query.with == nil)
        try await bench.answer(
            first,
            [
                own("m3", to: "bob@example.org", as: "a2"), own("m2", to: "bob@example.org", as: "a3"),
                // Not ours, whatever its identifier.
                Kept(id: "a4", body: "x", from: "carol@example.org/x", stanza: "m2"),
            ])
        let second = try await bench.question()
        #expect(second.query.place == .before("a2") && second.query.with == nil)
        try await bench.answer(second, [own("m1", to: "bob@example.org/x", as: "a1")], isComplete: true)
        #expect(try await arrived == ["m1", "m3"])
        try await bench.client.finish()
    }

    @Test("Thousands of messages behind it do not hide one, and none long before it is read")
    func far() async throws {
        let bench = try await ArchiveBench.caughtUp()
        let messages = try await uncertain(bench)
        async let arrived = arrived(bench, messages)
        for number in 0..<40 {
            let page = [Kept(id: "p\(number)", body: "x"), Kept(id: "q\(number)", body: "x")]
            let question = try await bench.question()
            #expect(question.query.place == (number == 0 ? .end : .before("p\(number - 1)")))
            try await bench.answer(question, page)
        }
        try await bench.answer(
            try await bench.question(),
            [
                Kept(id: "o", body: "x", stamp: "2026-11-20T09:49:59Z"),
                own("m1", to: "bob@example.org", as: "a1"),
            ])
        #expect(try await arrived == ["m1"])
        try await bench.client.finish()
    }

    @Test("Where the stream ends before the archive has answered, nothing is known")
    func disconnected() async throws {
        let bench = try await ArchiveBench.caughtUp()
        let messages = try await uncertain(bench)
        let settling = Task { try await arrived(bench, messages) }
        let question = try await bench.question()
        try await bench.answer(question, [own("m1", to: "bob@example.org", as: "a1")])
        _ = try await bench.question()
        await bench.client.server.close()
        await #expect(throws: RequestFailure.disconnected) { try await settling.value }
        await bench.client.client.stop()
    }

    @Test("Where nobody says whether there is an archive, nothing is known, and the next time it is asked again")
    func silent() async throws {
        let clock = ManualClock()
        let bench = try await ArchiveBench.silent(clock: clock)
        let messages = try await uncertain(bench)
        let archives = try #require(bench.plugin.source.archives)
        let settling = Task { try await archives.settle(messages) }
        try await within("somebody else who waits for the features") {
            while case .asked(let others) = archives.state(of: messages.account).support, others.isEmpty {
                try await bench.client.settle()
            }
        }
        try await bench.featuresTimeOut(clock)
        await #expect(throws: RequestFailure.timedOut) { try await settling.value }
        await bench.announce(to: try await bench.featuresQuestion())
        try await bench.answer(try await bench.question(), [], isComplete: true)
        try await bench.isCaughtUp()
        async let arrived = arrived(bench, messages)
        try await bench.answer(
            try await bench.question(), [own("m3", to: "bob@example.org", as: "a3")], isComplete: true)
        #expect(try await arrived == ["m3"])
        try await bench.client.finish()
    }

    @Test("Where the archive refuses, nothing has arrived for sure")
    func refused() async throws {
        let bench = try await ArchiveBench.caughtUp()
        let messages = try await uncertain(bench)
        async let arrived = arrived(bench, messages)
        await bench.refuse(try await bench.question(), "internal-server-error")
        #expect(try await arrived.isEmpty)
        try await bench.client.finish()
    }

    @Test("Without an archive nobody is asked")
    func noArchive() async throws {
        let bench = try await ArchiveBench.begin(features: ["urn:xmpp:sid:0"])
        #expect(try await arrived(bench, try await uncertain(bench)).isEmpty)
        try await bench.client.finish()
    }
}
