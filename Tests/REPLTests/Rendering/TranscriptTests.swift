@testable import GrapnelClient
@testable import GrapnelKit
import Testing

@testable import REPL

/// Transcripts as they stand on a screen of 80 columns, in UTC.
@Suite("Transcript")
struct TranscriptTests {
    private static let noon = Timestamp(dateTime: "2026-11-21T12:00:00Z") ?? .now
    private let alice: JID
    private let bob: JID
    private let room: JID

    init() throws {
        alice = try JID("alice@example.org")
        bob = try JID("bob@example.org")
        room = try JID("room@conference.example.org")
    }

    private func entry(
        _ number: Int64, with peer: JID, _ kind: ConversationKind = .direct, _ direction: Direction = .incoming,
        author: String = "bob@example.org", says body: String, _ state: JournalEntry.State = .received,
        after minutes: Int64 = 0, failure: String? = nil, isDelayed: Bool = false
    ) -> JournalEntry {
        JournalEntry(
            number: number, conversation: ConversationID(account: alice, peer: peer), kind: kind, direction: direction,
            author: author, body: body, stanzaID: "s\(number)",
            sent: Timestamp(milliseconds: Self.noon.milliseconds + minutes * 60_000), state: state, failure: failure,
            isDelayed: isDelayed)
    }

    private func shown(_ events: [(FrontEvent, String?)], _ transcript: inout Transcript) -> [String] {
        let layout = LineLayout(columns: 80, isColoured: false)
        return events.flatMap { transcript.lines(for: $0.0, name: $0.1, now: Self.noon) }.flatMap(layout.rows(of:))
    }

    private func shown(_ events: [FrontEvent]) -> [String] {
        var transcript = Transcript(time: LocalTime.universal)
        return shown(events.map { ($0, nil) }, &transcript)
    }

    @Test("A day's conversation")
    func conversation() throws {
        var transcript = Transcript(time: LocalTime.universal)
        let talk = ConversationID(account: alice, peer: bob)
        let events: [(FrontEvent, String?)] = [
            (.connection(account: alice, .connecting), nil),
            (.connection(account: alice, .online(try JID("alice@example.org/core"))), nil),
            (.message(entry(1, with: bob, says: "hello\n* system: all is well")), "Bob"),
            (.opened(talk, .direct), nil),
            (.message(entry(2, with: bob, .direct, .outgoing, says: "hi <there>", .pending, after: 1)), "Bob"),
            (.progress(entry(2, with: bob, .direct, .outgoing, says: "hi <there>", .sent, after: 1)), "Bob"),
            (.message(entry(3, with: bob, says: "/me waves", after: 2)), "Bob"),
            (.message(entry(4, with: room, .room, author: "carol> I agree <dave", says: "no", after: 3)), nil),
            (.message(entry(5, with: bob, says: "good morning", after: 1_000)), "Bob"),
        ]
        #expect(
            shown(events, &transcript) == [
                "── Saturday, 21 November 2026 ──",
                "12:00 -- alice@example.org is online",
                "12:00 [bob@example.org] <Bob> hello",
                "      │ * system: all is well",
                "12:00 -- bob@example.org is open, 1 message was unread",
                "12:01 <alice> hi <there>",
                "12:02 * Bob waves",
                "12:03 [room@conference.example.org] <carol› I agree ‹dave> no",
                "── Sunday, 22 November 2026 ──",
                "04:40 <Bob> good morning",
            ])
        #expect(transcript.desk.unread.map(\.id.peer) == [room])
    }

    @Test("What is not sent is marked, and what becomes of it is told")
    func states() {
        let sent = entry(1, with: bob, .direct, .outgoing, says: "later", .pending)
        let refused = entry(2, with: bob, .direct, .outgoing, says: "one\ntwo", .failed, failure: "bob is gone.")
        #expect(
            shown([
                .message(sent), .progress(entry(1, with: bob, .direct, .outgoing, says: "later", .sent)),
                .message(entry(2, with: bob, .direct, .outgoing, says: "one\ntwo", .pending)), .progress(refused),
                .message(refused),
            ]).dropFirst() == [
                "12:00 [bob@example.org] … <alice> later",
                "12:00 -- sent to bob@example.org: later",
                "12:00 [bob@example.org] … <alice> one",
                "      │ two",
                "12:00 ! not sent to bob@example.org: bob is gone. (“one”)",
                "12:00 [bob@example.org] ! <alice> one",
                "      │ two (not sent: bob is gone.)",
            ])
    }

    @Test("What was missed: the open conversation's last lines, the others as unread, and in a pipe all of it")
    func missed() throws {
        var transcript = Transcript(time: LocalTime.universal)
        let talk = ConversationID(account: alice, peer: bob)
        let missed = (1...22).map { entry($0, with: bob, says: "line \($0)", isDelayed: true) }
        let others = [
            entry(30, with: room.bare, says: "elsewhere", isDelayed: true),
            entry(31, with: room.bare, .direct, .outgoing, says: "ours", .sent, isDelayed: true),
        ]
        _ = shown([(.opened(talk, .direct), nil)], &transcript)
        let lines = shown([(.missed(missed + others), nil)], &transcript)
        #expect(lines.count == 21)
        #expect(lines.first == "-- 2 older ones are in /history")
        #expect(lines.last == "12:00 <bob> line 22")
        #expect(transcript.desk.unread.map(\.count) == [1])
        let piped = PipeTranscript().outcome(of: .missed(missed + others)).lines
        #expect(piped.count == 24)
    }

    @Test("Accounts, requests and notices")
    func news() throws {
        let other = try JID("alice@work.example")
        let mallory = try JID("mallory@evil.example")
        #expect(
            shown([
                .connection(account: alice, .failed(reason: "The password is wrong.", retryingIn: nil)),
                .connection(account: other, .failed(reason: "It timed out.", retryingIn: .seconds(5))),
                .subscriptionRequest(account: alice, from: mallory, status: "\u{1B}[31mhi\n-- you are online"),
                .notice(Notice("two\nrows", account: alice, conversation: ConversationID(account: other, peer: bob))),
            ]).dropFirst() == [
                "12:00 ! alice@example.org: The password is wrong.",
                "12:00 ! alice@work.example: It timed out. Next try in 5 s.",
                #"12:00 -- mallory@evil.example asks to see your presence of alice@example.org:"#,
                #"      │ “\x1b[31mhi\n-- you are online” (/sub allow mallory@evil.example, or"#,
                "      │ /sub deny mallory@evil.example)",
                "12:00 -- [bob@example.org on alice] two",
                "      │ rows",
            ])
    }

    @Test("Comings and goings of those one speaks with, and of nobody else")
    func presence() throws {
        func presence(_ xml: String) throws -> FrontEvent {
            .presence(account: alice, presence: try Presence(XMLElement(parsing: xml)))
        }
        let away =
            "<presence xmlns='jabber:client' from='bob@example.org/x'><show>away</show><status>\u{9B}5n tea</status></presence>"
        let gone = "<presence xmlns='jabber:client' from='bob@example.org/x' type='unavailable'/>"
        #expect(shown([try presence(away)]).isEmpty)
        #expect(
            shown([.message(entry(1, with: bob, says: "hi")), try presence(away), try presence(gone)]).suffix(2) == [
                #"12:00 -- bob@example.org is away: \x9b5n tea"#, "12:00 -- bob@example.org is offline",
            ])
    }

    @Test("The prompt says account, conversation, state and what is unread, in half of the screen")
    func prompt() throws {
        func prompt(_ desk: Desk, _ columns: Int) -> String {
            LineLayout(columns: nil, isColoured: false).rows(of: desk.prompt(columns: columns)).joined()
        }
        var desk = Desk()
        #expect(prompt(desk, 80) == "grapnel > ")
        desk.note(alice, .connecting)
        #expect(prompt(desk, 80) == "alice@example.org (connecting) > ")
        desk.note(alice, .online(try JID("alice@example.org/core")))
        desk.open(ConversationID(account: alice, peer: bob), kind: .direct)
        #expect(prompt(desk, 120) == "alice@example.org | bob@example.org > ")
        #expect(prompt(desk, 40) == "alice | bob > ")
        desk.note(entry(1, with: room, .room, says: "news"))
        desk.note(entry(2, with: room, .room, says: "old news", isDelayed: true))
        #expect(prompt(desk, 120) == "[1] alice@example.org | bob@example.org > ")
        #expect(desk.unread.map(\.count) == [1])
        desk.open(
            ConversationID(account: alice, peer: try JID("\(String(repeating: "x", count: 60))@a.example")),
            kind: .direct)
        #expect(prompt(desk, 40).count <= 22)
    }
}
