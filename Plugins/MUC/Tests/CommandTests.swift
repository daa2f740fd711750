import GrapnelKit
import TestSupport
import Testing

@testable import MUC

@Suite struct CommandTests {
    private let room = RoomBench.room

    @Test func leavesWithAFarewell() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let printed = try await bench.core.type("/part See you", in: JID(room))
        #expect(printed == ["You left \(room)."])
        let acts = bench.core.takeActs()
        guard case .released(_, let presence?)? = acts.first else {
            Issue.record("\(acts)")
            return
        }
        #expect(presence["to"] == "\(room)/Alice")
        #expect(presence["type"] == "unavailable")
        #expect(presence.first("status", clientNamespace)?.text == "See you")
        #expect(bench.core.claims.isEmpty)
        try await bench.core.receive(presence: RoomBench.presence("Alice", "unavailable", codes: [110]))
        #expect(bench.core.takeActs().isEmpty)
    }

    @Test(arguments: ["/part lobby@muc.example.org", "/part lobby@muc.example.org Bye now"])
    func leavesANamedRoom(line: String) async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        #expect(try await bench.core.type(line) == ["You left \(room)."])
    }

    @Test(arguments: [
        "/part", "/who", "/nick X", "/subject", "/part other@muc.example.org", "/who other@muc.example.org",
    ])
    func withoutARoomThereIsASentence(line: String) async throws {
        let bench = try await RoomBench()
        await #expect(throws: CommandError.self) { try await bench.core.type(line) }
        await #expect(throws: CommandError.self) { try await bench.core.type(line, in: JID("bob@example.org")) }
    }

    @Test func changesTheNick() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let printed = try await bench.type(
            "/nick Alice in Chains",
            answeredBy: [
                RoomBench.presence(
                    "Alice", "unavailable", item: "affiliation='none' role='participant' nick='Alice in Chains'",
                    codes: [303, 110]),
                RoomBench.presence("Alice in Chains", codes: [110]),
            ], in: room)
        #expect(printed == ["You are now called Alice in Chains."])
        let said = RoomBench.message("Alice in Chains", "<body>Hi</body>")
        #expect(try await bench.core.receive(message: said)?.direction == .outgoing)
        let reused = RoomBench.message("Alice", "<body>It is me</body>", id: "m2")
        #expect(try await bench.core.receive(message: reused)?.direction == .incoming)
    }

    @Test func aNickThatTheServiceRewrites() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let printed = try await bench.type(
            "/nick ALICE2", answeredBy: [RoomBench.presence("alice2", codes: [110, 210])], in: room)
        #expect(printed == ["You are now called alice2."])
        #expect(try await bench.core.type("/who", in: JID(room)).contains("  alice2 (you): participant"))
    }

    @Test func aTakenNickIsNotReplacedByAnother() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let error = await #expect(throws: CommandError.self) {
            try await bench.type("/nick Bob", answeredBy: [RoomBench.refusal("conflict", nick: "Bob")], in: room)
        }
        #expect(error?.description == "Somebody has the nick Bob or has registered it; choose another.")
        let said = RoomBench.message("Alice", "<body>Hi</body>")
        #expect(try await bench.core.receive(message: said)?.direction == .outgoing)
        // The core leaves under the nick that we still have.
        #expect(bench.core.takeActs().last == .noted(try JID("\(room)/Alice")))
    }

    @Test func givingUpANickKeepsTheOldOne() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let core = bench.core
        let renaming = Task { try await core.type("/nick Ally", in: JID(RoomBench.room)) }
        _ = await core.acts { if case .claimed = $0 { true } else { false } }
        renaming.cancel()
        await #expect(throws: CancellationError.self) { try await renaming.value }
        #expect(core.takeActs() == [.noted(try JID("\(room)/Alice"))])
        // Another wish is not held up by the one that was given up.
        let printed = try await bench.type(
            "/nick Ally", answeredBy: [RoomBench.presence("Ally", codes: [110])], in: room)
        #expect(printed == ["You are now called Ally."])
    }

    @Test func asksForASubject() async throws {
        let bench = try await RoomBench()
        try await bench.enter(subject: "Now")
        #expect(try await bench.core.type("/subject", in: JID(room)) == ["The subject is: Now"])
        try await bench.core.type("/subject Then & there", in: JID(room))
        try await bench.core.type("/subject --clear", in: JID(room))
        let sent = bench.core.takeActs().compactMap { if case .sent(let stanza) = $0 { stanza } else { nil } }
        #expect(sent.map { $0["to"] } == [room, room])
        #expect(sent.map { $0["type"] } == ["groupchat", "groupchat"])
        #expect(sent.map { $0.first("subject", clientNamespace)?.text } == ["Then & there", ""])
        #expect(sent.allSatisfy { $0.first("body", clientNamespace) == nil })
    }

    @Test func aRefusedSubjectIsTold() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.type("/subject Mine", in: JID(room))
        guard case .sent(let stanza)? = bench.core.takeActs().last, let id = stanza["id"] else {
            Issue.record("Nothing was sent.")
            return
        }
        let error = """
            <error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
            """
        try await bench.core.receive(failure: RoomBench.message(nil, error, id: "other", type: "error"))
        try await bench.core.receive(failure: RoomBench.message(nil, error, id: id, type: "error"))
        try await bench.core.receive(failure: RoomBench.message(nil, error, id: id, type: "error"))
        #expect(bench.notices() == ["The subject was not changed. Only moderators may do this here."])
    }

    @Test func completesRoomsAndNicks() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        #expect(await bench.core.completions(.room, "LOB") == [room])
        #expect(await bench.core.completions(.room, "x").isEmpty)
        #expect(await bench.core.completions(.nick, "", in: try JID(room)) == ["Alice", "Bob"])
        #expect(await bench.core.completions(.nick, "bO", in: try JID(room)) == ["Bob"])
        #expect(await bench.core.completions(.nick, "").isEmpty)
    }
}
