import GrapnelKit
import GrapnelStore
import Synchronization
import TestSupport
import Testing

@testable import Archive
@testable import GrapnelClient

@Suite("Reading an archive, page by page")
struct ReadingTests {
    private typealias Kept = ArchiveBench.Kept

    private let now = Timestamp(dateTime: "2026-11-21T12:00:00Z") ?? .now

    private func page(_ first: String?, _ last: String?, isComplete: Bool = false) -> ArchivePageRead {
        ArchivePageRead(messages: [], end: ArchiveEnd(isComplete: isComplete, first: first, last: last))
    }

    @Test("What has been read survives being written down")
    func written() throws {
        var range = ArchiveRange()
        #expect(try ArchiveRange(text: range.text) == range)
        range.newest = ArchivePlace(id: "a'<>&\"", moment: now)
        range.oldest = ArchivePlace(id: "b", moment: now.moved(by: -60))
        range.hasBeginning = true
        range.goal = .init(until: now.moved(by: -3600), messages: 12)
        range.checked = now
        for number in 0..<20 { range.add(ArchiveGap(from: now.moved(by: number), until: now.moved(by: number + 1))) }
        for number in 0..<40 { range.note(fetched: "f\(number)", with: try JID("peer\(number)@example.org")) }
        range.note(fetched: "x", with: try JID("\(String(repeating: "l", count: 400))@example.org"))
        #expect(range.gaps.count == ArchiveRange.maximumGaps && range.gaps.last?.from == now.moved(by: 19))
        #expect(range.fetched.count == ArchiveRange.maximumFetched)
        #expect(range.fetched(try JID("peer39@example.org")) == "f39")
        #expect(try ArchiveRange(text: range.text) == range)
        for text in ["", "<range", "<range xmlns='urn:other'/>"] {
            #expect(throws: CommandError.self) { try ArchiveRange(text: text) }
        }
    }

    @Test("The largest range fits into a setting")
    func bounded() throws {
        var range = ArchiveRange()
        let longest = String(repeating: "&", count: ArchiveResult.longestID)
        range.newest = ArchivePlace(id: longest, moment: now)
        range.oldest = range.newest
        for _ in 0..<20 { range.add(ArchiveGap(from: now, until: now)) }
        for number in 0..<40 {
            let peer = try JID("\(number)\(String(repeating: "l", count: 230))@example.org")
            range.note(fetched: String(longest.prefix(ArchiveRange.longestFetched)), with: peer)
        }
        #expect(range.fetched.count == ArchiveRange.maximumFetched)
        #expect(range.text.utf8.count <= Profile.maximumAccountSettingLength)
    }

    @Test("An archive that was empty is read by time when something may have come since")
    func empty() {
        var first = ArchiveReading(nil, limits: ArchiveLimits(), now: now)
        #expect(first.question(id: "q")?.place == .end && first.purpose == .older)
        first.handle(page(nil, nil, isComplete: true))
        #expect(first.question(id: "q") == nil)
        var second = ArchiveReading(first.range, limits: ArchiveLimits(), now: now.moved(by: 3600))
        let question = second.question(id: "q")
        #expect(question?.start == now.moved(by: -600) && question?.place == .beginning && second.purpose == .missed)
        second.handle(page("a", "b", isComplete: true))
        #expect(second.range.newest?.id == "b" && second.range.oldest?.id == "a" && second.phase == .done)
    }

    @Test("A first reading that was interrupted goes on forwards, then back to its goal")
    func goal() throws {
        var reading = ArchiveReading(nil, limits: ArchiveLimits(page: 10, firstMessages: 100), now: now)
        let message = CarriedMessage(
            try Message(XMLElement(parsing: "<message xmlns='jabber:client'/>")), of: try JID("alice@example.org"),
            as: "a5", sent: now)
        var first = page("a5", "a9")
        first.messages = [message]
        reading.handle(first)
        var again = ArchiveReading(try ArchiveRange(text: reading.range.text), limits: ArchiveLimits(), now: now)
        #expect(again.question(id: "q")?.place == .after("a9"))
        again.handle(page(nil, nil, isComplete: true))
        #expect(again.question(id: "q")?.place == .before("a5") && again.purpose == .older)
        try again.handle(StanzaError(.itemNotFound))
        #expect(again.phase == .done && again.range.hasBeginning)
    }

    @Test("A refusal that says nothing about a place ends the reading, and leaves what was read")
    func refusal() throws {
        var reading = ArchiveReading(nil, limits: ArchiveLimits(), now: now)
        #expect(throws: StanzaError.self) { try reading.handle(StanzaError(.forbidden)) }
        #expect(throws: StanzaError.self) { try reading.handle(StanzaError(.itemNotFound)) }
    }

    @Test("A long reading says how far it is now and then, not for every page")
    func progress() async throws {
        let hours = Mutex(0)
        let start = ContinuousClock.now
        // Two seconds go by between two looks at the clock.
        let clock = ArchiveClock(
            instant: {
                start
                    + .seconds(
                        hours.withLock { count in
                            count += 2
                            return count
                        })
            }, now: { .now })
        let bench = try await ArchiveBench.begin(limits: ArchiveLimits(page: 1, firstMessages: 8), clock: clock)
        try await bench.answer(try await bench.question(), [Kept(id: "a8", body: "8")])
        for number in (1..<8).reversed() {
            try await bench.answer(try await bench.question(), [Kept(id: "a\(number)", body: "\(number)")])
        }
        try await bench.client.shows("alice@example.org: 8 messages from the archive.")
        let lines = bench.client.front.lines.filter { $0.contains("so far") }
        #expect(
            lines == [
                "notice alice@example.org: reading the archive, 3 messages so far.",
                "notice alice@example.org: reading the archive, 6 messages so far.",
            ])
        #expect(try await bench.talk() == (1...8).map { "< \($0)" })
        try await bench.client.finish()
    }
}
