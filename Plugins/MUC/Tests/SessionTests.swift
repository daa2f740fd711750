import GrapnelKit
import TestSupport
import Testing

@testable import MUC

@Suite struct SessionTests {
    private let room = RoomBench.room

    /// Begins a session and answers the presence that enters the room again.
    private func startAgain(_ bench: RoomBench) async throws -> XMLElement {
        try await bench.core.startSession()
        let acts = await bench.core.acts { if case .claimed = $0 { true } else { false } }
        guard case .claimed(_, let presence)? = acts.last else { throw TestFailure("\(acts)") }
        return presence
    }

    private func history(_ presence: XMLElement) -> XMLElement? {
        presence.first("x", RoomNamespace.entrance)?.first("history")
    }

    @Test func entersAgainAndAsksForWhatItMissed() async throws {
        let bench = try await RoomBench()
        try await bench.type(
            "/join \(room) Alice --password p", answeredBy: [RoomBench.presence("Alice", codes: [110])])
        let old = RoomBench.message("Bob", "<body>Hi</body>\(RoomBench.delay("2026-11-20T10:00:00Z"))")
        _ = try await bench.core.receive(message: old)
        try await bench.core.loseSession()
        _ = bench.core.takeActs()
        let presence = try await startAgain(bench)
        #expect(presence["to"] == "\(room)/Alice")
        #expect(presence.first("x", RoomNamespace.entrance)?.first("password")?.text == "p")
        #expect(history(presence)?["since"] == "2026-11-20T09:58:00Z")
        #expect(history(presence)?["maxstanzas"] == "500")

        try await bench.core.receive(presence: RoomBench.presence("Alice", codes: [110]))
        let acts = await bench.core.acts { if case .noticed = $0 { true } else { false } }
        #expect(acts == [.noticed("You are back in \(room) as Alice.")])

        // What was here already does not come twice, and what was missed comes.
        #expect(try await bench.core.receive(message: old) == nil)
        let missed = RoomBench.message("Bob", "<body>Ho</body>\(RoomBench.delay("2026-11-20T10:00:01Z"))", id: "m2")
        #expect(try await bench.core.receive(message: missed)?.stanza.body == "Ho")
    }

    @Test func whatWeSaidBeforeTheLossIsRecognised() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.store(outgoing: "said", id: "own-1", in: JID(room))
        try await bench.core.loseSession()
        _ = try await startAgain(bench)
        try await bench.core.receive(presence: RoomBench.presence("Alice", codes: [110]))
        let own = RoomBench.message("Alice", "<body>said</body>\(RoomBench.delay("2026-11-20T10:00:00Z"))", id: "own-1")
        #expect(try await bench.core.receive(message: own)?.direction == .outgoing)
    }

    @Test func aRoomThatRefusesIsTold() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.loseSession()
        _ = try await startAgain(bench)
        try await bench.core.receive(presence: RoomBench.refusal("registration-required"))
        let acts = await bench.core.acts { if case .noticed = $0 { true } else { false } }
        guard case .noticed(let sentence)? = acts.last(where: { if case .noticed = $0 { true } else { false } }) else {
            Issue.record("\(acts)")
            return
        }
        #expect(
            sentence
                == "You are not back in \(room): \(room) is for members only; ask its owner or an admin to add you.")
        #expect(bench.core.claims.isEmpty)
    }

    /// Pauses are over at once, and the patience for a room lasts.
    private static let hasty = RoomClock(
        now: { .now }, sleep: { if $0 == Rooms.patience { try await Task.sleep(for: $0) } })

    @Test(arguments: ["remote-server-timeout", "resource-constraint", "conflict"])
    func aPassingErrorIsNotTheEnd(condition: String) async throws {
        let bench = try await RoomBench(clock: Self.hasty)
        try await bench.enter()
        try await bench.core.loseSession()
        _ = try await startAgain(bench)
        try await bench.core.receive(presence: RoomBench.refusal(condition))
        let again = await bench.core.acts { if case .claimed = $0 { true } else { false } }
        #expect(again.first == .released(try JID(room), nil))
        try await bench.core.receive(presence: RoomBench.presence("Alice", codes: [110]))
        let acts = await bench.core.acts { if case .noticed = $0 { true } else { false } }
        #expect(acts == [.noticed("You are back in \(room) as Alice.")])
    }

    @Test func afterThreeMoreTriesItIsToldAndTheRoomKept() async throws {
        let bench = try await RoomBench(clock: Self.hasty)
        try await bench.enter()
        try await bench.core.loseSession()
        _ = try await startAgain(bench)
        for _ in Rooms.pauses {
            try await bench.core.receive(presence: RoomBench.refusal("resource-constraint"))
            _ = await bench.core.acts { if case .claimed = $0 { true } else { false } }
        }
        try await bench.core.receive(presence: RoomBench.refusal("resource-constraint"))
        let acts = await bench.core.acts { if case .noticed = $0 { true } else { false } }
        guard case .noticed(let sentence)? = acts.last else { throw TestFailure("\(acts)") }
        #expect(sentence.hasPrefix("You are not back in \(room): muc.example.org has a limit"))
        #expect(bench.core.claims.isEmpty)
        #expect(try await startAgain(bench)["to"] == "\(room)/Alice")
    }

    @Test func aRoomThatIsLeftDuringThePauseIsNotEnteredAgain() async throws {
        let (pauses, begin) = AsyncStream<Void>.makeStream()
        let clock = RoomClock(
            now: { .now },
            sleep: { length in
                guard length != Rooms.patience else { return try await Task.sleep(for: length) }
                for await _ in pauses { break }
            })
        let bench = try await RoomBench(clock: clock)
        try await bench.enter()
        try await bench.core.loseSession()
        _ = try await startAgain(bench)
        try await bench.core.receive(presence: RoomBench.refusal("conflict"))
        try await bench.core.type("/part", in: JID(room))
        begin.yield()
        for task in bench.core.startedTasks { await task.value }
        #expect(!bench.core.takeActs().contains { if case .claimed = $0 { true } else { false } })
        #expect(bench.core.claims.isEmpty)
    }

    @Test func aSecondLossWhileComingBackForgetsNothing() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.loseSession()
        _ = try await startAgain(bench)
        try await bench.core.loseSession()
        _ = await bench.core.acts { if case .noticed = $0 { true } else { false } }
        let presence = try await startAgain(bench)
        #expect(presence["to"] == "\(room)/Alice")
    }

    @Test func aRoomThatWasLeftIsNotEnteredAgain() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.type("/part", in: JID(room))
        try await bench.core.loseSession()
        _ = bench.core.takeActs()
        try await bench.core.startSession()
        #expect(bench.core.takeActs().isEmpty)
    }

    @Test func leavingWhileOfflineSendsNothing() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.loseSession()
        #expect(try await bench.core.type("/part", in: JID(room)) == ["You left \(room)."])
        #expect(bench.core.takeActs() == [.released(try JID(room), nil)])
    }
}
