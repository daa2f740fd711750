import GrapnelKit
import TestSupport
import Testing

@testable import MUC

@Suite struct MessageTests {
    private let room = RoomBench.room
    private static let id = "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='bob-id'/>"
    private static let announced = RoomInfo(features: [RoomNamespace.entrance, RoomNamespace.occupantID])

    @Test func whatAnOccupantSaysBelongsToTheRoom() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let message = try await bench.core.receive(message: RoomBench.message("Bob", "<body>Hi</body>"))
        #expect(message?.conversation == ConversationID(account: try JID("alice@example.org"), peer: try JID(room)))
        #expect(message?.kind == .room)
        #expect(message?.author == "Bob")
        #expect(message?.direction == .incoming)
        #expect(message?.isDelayed == false)
    }

    @Test func whatWeSaidComesBackAsOurs() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let message = try await bench.core.receive(message: RoomBench.message("Alice", "<body>Hi</body>"))
        #expect(message?.direction == .outgoing)
        #expect(message?.author == "Alice")
    }

    @Test func historyIsDelayedUntilTheSubjectComes() async throws {
        let bench = try await RoomBench()
        try await bench.enter(subject: nil)
        let stamp = "2026-11-20T10:00:00Z"
        let old = RoomBench.message("Bob", "<body>Old</body>\(RoomBench.delay(stamp))")
        let history = try await bench.core.receive(message: old)
        #expect(history?.isDelayed == true)
        #expect(history?.sent == Timestamp(dateTime: stamp))
        _ = try await bench.core.receive(message: RoomBench.message(nil, "<subject/>"))
        let forged = RoomBench.message("Bob", "<body>Older</body>\(RoomBench.delay(stamp))", id: "m2")
        let live = try await bench.core.receive(message: forged)
        #expect(live?.isDelayed == false)
        #expect(live?.sent != Timestamp(dateTime: stamp))
    }

    @Test func whatIsLiveEndsTheHistoryToo() async throws {
        let bench = try await RoomBench()
        try await bench.enter(subject: nil)
        _ = try await bench.core.receive(message: RoomBench.message("Bob", "<body>Live</body>"))
        for from in [room, "muc.example.org", "evil@example.net"] {
            let delay = RoomBench.delay("2026-11-20T10:00:00Z", from: from)
            let forged = RoomBench.message("Bob", "<body>Old</body>\(delay)", id: from)
            #expect(try await bench.core.receive(message: forged)?.isDelayed == false)
        }
        _ = try await bench.core.receive(message: RoomBench.message(nil, "<subject>S</subject>"))
        #expect(bench.notices() == ["The subject is: S"])
    }

    @Test func aDelayByAnotherIsNoHistory() async throws {
        let bench = try await RoomBench()
        try await bench.enter(subject: nil)
        let delay = RoomBench.delay("2026-11-20T10:00:00Z", from: "evil@example.org")
        let message = try await bench.core.receive(message: RoomBench.message("Bob", "<body>Old</body>\(delay)"))
        #expect(message?.isDelayed == false)
    }

    @Test(arguments: ["", " from='lobby@muc.example.org/Bob'", " from='muc.example.org'", " from='example.org'"])
    func onlyTheRoomSaysWhatIsHistory(from: String) async throws {
        let bench = try await RoomBench()
        try await bench.enter(subject: nil)
        let delay = "<delay xmlns='urn:xmpp:delay' stamp='2001-01-01T00:00:00Z'\(from)/>"
        let start = Timestamp.now
        let live = try await bench.core.receive(message: RoomBench.message("Bob", "<body>Old</body>\(delay)"))
        #expect(live?.isDelayed == false)
        #expect(try #require(live?.sent) >= start)
    }

    @Test func theRoomsDelayIsFoundBehindOthers() async throws {
        let bench = try await RoomBench()
        try await bench.enter(subject: nil)
        let forged = "<delay xmlns='urn:xmpp:delay' stamp='2001-01-01T00:00:00Z'/><delay xmlns='urn:xmpp:delay'/>"
        let stamp = RoomBench.delay("2026-11-20T10:00:00Z")
        let old = try await bench.core.receive(message: RoomBench.message("Bob", "<body>Old</body>\(forged)\(stamp)"))
        #expect(old?.isDelayed == true)
        #expect(old?.sent == Timestamp(dateTime: "2026-11-20T10:00:00Z"))
    }

    /// Somebody else may have had our nick before we came.
    @Test func ourNickInHistoryIsNotUs() async throws {
        let bench = try await RoomBench()
        try await bench.enter(subject: nil)
        let old = RoomBench.message("Alice", "<body>Old</body>\(RoomBench.delay("2026-11-20T10:00:00Z"))")
        let message = try await bench.core.receive(message: old)
        #expect(message?.direction == .incoming)
        #expect(message?.author == "Alice")
    }

    @Test func ourOccupantIDInHistoryIsUsUnderAnyNick() async throws {
        let bench = try await RoomBench(info: Self.announced)
        try await bench.enter(subject: nil, extra: Self.id)
        let delay = RoomBench.delay("2026-11-20T10:00:00Z")
        let own = Self.id.replacing("bob-id", with: "alice-id")
        let ours = RoomBench.message("Ally", "<body>Old</body>\(delay)\(own)")
        #expect(try await bench.core.receive(message: ours)?.direction == .outgoing)
        let theirs = RoomBench.message("Alice", "<body>Old</body>\(delay)\(Self.id)", id: "m2")
        #expect(try await bench.core.receive(message: theirs)?.direction == .incoming)
    }

    @Test func anOccupantIDThatTheRoomDoesNotAnnounceProvesNothing() async throws {
        let bench = try await RoomBench()
        try await bench.enter(subject: nil, extra: Self.id)
        let own = Self.id.replacing("bob-id", with: "alice-id")
        let forged = RoomBench.message("Eve", "<body>Old</body>\(RoomBench.delay("2026-11-20T10:00:00Z"))\(own)")
        #expect(try await bench.core.receive(message: forged)?.direction == .incoming)
    }

    @Test func aPrivateMessageStaysAsItIs() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let message = try await bench.core.receive(message: RoomBench.message("Bob", "<body>Psst</body>", type: "chat"))
        #expect(message?.conversation.peer == (try JID("\(room)/Bob")))
        #expect(message?.kind == .direct)
    }

    @Test func subjectsAreTold() async throws {
        let bench = try await RoomBench()
        try await bench.enter(subject: nil)
        let changes = [
            RoomBench.message(nil, "<subject>First</subject>"), RoomBench.message("Bob", "<subject>Second</subject>"),
            RoomBench.message("Bob", "<subject/>"),
        ]
        for change in changes { #expect(try await bench.core.receive(message: change) == nil) }
        #expect(
            bench.notices() == [
                "The subject is: First", "Bob changed the subject to: Second", "Bob removed the subject.",
            ])
    }

    @Test func aSubjectBesideABodyIsSpeech() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let both = RoomBench.message("Bob", "<subject>S</subject><body>B</body>")
        #expect(try await bench.core.receive(message: both)?.stanza.body == "B")
        #expect(bench.notices().isEmpty)
    }

    @Test func theRoomItselfIsHeard() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let status = "<x xmlns='http://jabber.org/protocol/muc#user'><status code='172'/><status code='170'/></x>"
        #expect(try await bench.core.receive(message: RoomBench.message(nil, status)) == nil)
        #expect(try await bench.core.receive(message: RoomBench.message(nil, "<body>Down soon</body>")) == nil)
        #expect(
            bench.notices() == [
                "What is said in this room is now logged in public.",
                "Everybody in this room can now see everybody's address.", "The room says: Down soon",
            ])
    }

    @Test func aStatusFromAnOccupantIsNotHeard() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let status = "<x xmlns='http://jabber.org/protocol/muc#user'><status code='173'/></x>"
        _ = try await bench.core.receive(message: RoomBench.message("Bob", "<body>x</body>\(status)"))
        #expect(bench.notices().isEmpty)
    }
}
