import GrapnelKit
import TestSupport
import Testing

@testable import MUC

@Suite struct OccupantTests {
    private let room = RoomBench.room

    @Test func showsWhoIsHere() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.receive(
            presence: RoomBench.presence(
                "Zoe", item: "affiliation='owner' role='moderator' jid='zoe@example.org/pda'",
                extra: "<show>away</show>"))
        let lines = try await bench.core.type("/who", in: JID(room))
        #expect(
            lines == [
                "\(room): 3 occupants", "  Zoe: moderator, owner, away, zoe@example.org/pda",
                "  Alice (you): participant", "  Bob: participant",
            ])
    }

    @Test func tellsWhoComesAndGoes() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.receive(presence: RoomBench.presence("Carol"))
        try await bench.core.receive(presence: RoomBench.presence("Carol"))
        try await bench.core.receive(presence: RoomBench.presence("Carol", "unavailable"))
        #expect(bench.notices() == ["Carol came in.", "Carol went."])
    }

    @Test func aFarewellIsQuoted() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.receive(
            presence: RoomBench.presence("Bob", "unavailable", extra: "<status>Off to bed</status>"))
        #expect(bench.notices() == ["Bob went: “Off to bed”"])
    }

    @Test func tellsChangesOfRoleAndAffiliation() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.receive(
            presence: RoomBench.presence("Bob", item: "affiliation='none' role='moderator'"))
        try await bench.core.receive(
            presence: RoomBench.presence("Alice", item: "affiliation='admin' role='moderator'", codes: [110]))
        #expect(
            bench.notices() == ["Bob is now a moderator.", "You are now a moderator.", "You are now an admin."])
    }

    @Test func followsANickOfAnother() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.receive(
            presence: RoomBench.presence(
                "Bob", "unavailable", item: "affiliation='none' role='participant' nick='Bobby'", codes: [303]))
        try await bench.core.receive(presence: RoomBench.presence("Bobby"))
        #expect(bench.notices() == ["Bob is now called Bobby."])
        #expect(await bench.core.completions(.nick, "b", in: try JID(room)) == ["Bobby"])
    }

    @Test(arguments: [
        ([307], "You were kicked from lobby@muc.example.org by Eve: “Enough”", "/join"),
        ([301], "You were banned from lobby@muc.example.org by Eve: “Enough”", "Only an admin"),
        ([321], "You were removed from lobby@muc.example.org, because your affiliation changed", "Ask an admin"),
        ([322], "You were removed from lobby@muc.example.org, which is for members only now", "Ask an admin"),
        ([332], "lobby@muc.example.org is closed, because the service shuts down", "later"),
        ([333, 307], "You fell out of lobby@muc.example.org through a technical problem", "/join"),
    ])
    func tellsWhyWeAreOut(codes: [Int], beginning: String, advice: String) async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.receive(
            presence: RoomBench.presence(
                "Alice", "unavailable", item: "affiliation='none' role='none'",
                within: "<actor nick='Eve'/><reason>Enough</reason>", codes: codes + [110]))
        let acts = bench.core.takeActs()
        guard case .noticed(let sentence)? = acts.first else {
            Issue.record("Nothing was told.")
            return
        }
        #expect(sentence.hasPrefix(beginning))
        #expect(sentence.contains(advice))
        #expect(acts.dropFirst() == [.released(try JID(room), nil)])
        await #expect(throws: CommandError.self) { try await bench.core.type("/who", in: JID(room)) }
    }

    @Test func beingOutForNoReasonIsToldWhileTheSessionGoesOn() async throws {
        // Short waits are over at once, and the patience for a room lasts.
        let hasty = RoomClock(
            now: { .now }, sleep: { if $0 >= Rooms.patience { try await Task.sleep(for: $0) } })
        let bench = try await RoomBench(clock: hasty)
        try await bench.enter()
        try await bench.core.receive(presence: RoomBench.presence("Alice", "unavailable", codes: [110]))
        let acts = await bench.core.acts { if case .released = $0 { true } else { false } }
        let sentence = "You are no longer in \(room). /join \(room) brings you back."
        #expect(acts == [.noticed(sentence), .released(try JID(room), nil)])
    }

    @Test func beingOutBecauseTheSessionEndsIsALostRoom() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.receive(presence: RoomBench.presence("Alice", "unavailable", codes: [110]))
        try await bench.core.loseSession()
        #expect(bench.core.takeActs().isEmpty)
        try await bench.core.startSession()
        let acts = await bench.core.acts { if case .claimed = $0 { true } else { false } }
        #expect(acts.count == 1)
    }

    @Test func aDestroyedRoomNamesItsAlternative() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let xml = """
            <presence xmlns='jabber:client' from='\(room)/Alice' type='unavailable'>\
            <x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='none'/>\
            <destroy jid='new@muc.example.org'><reason>Moved</reason></destroy></x></presence>
            """
        try await bench.core.receive(presence: xml)
        let expected = "\(room) was destroyed: “Moved” Its owner names another: /join new@muc.example.org."
        #expect(bench.notices() == [expected])
        #expect(bench.core.claims.isEmpty)
    }

    @Test func othersAreRemovedWithAReason() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        try await bench.core.receive(
            presence: RoomBench.presence(
                "Bob", "unavailable", item: "affiliation='outcast' role='none'",
                within: "<actor nick='Eve'/><reason>Spam</reason>", codes: [301]))
        #expect(bench.notices() == ["Bob was banned by Eve: “Spam”"])
    }

    @Test func aForgedOccupantOfAnotherRoomChangesNothing() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let other = "lobby@evil.example"
        try await bench.core.receive(
            presence: RoomBench.presence("Alice", "unavailable", codes: [110, 301], room: other))
        try await bench.core.receive(presence: RoomBench.presence("Mallory", room: other))
        #expect(bench.core.takeActs().isEmpty)
        #expect(try await bench.core.type("/who", in: JID(room)).count == 3)
    }

    @Test func aSmuggledSecondElementIsNotBelieved() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let forged = "<x xmlns='http://jabber.org/protocol/muc#user'><status code='110'/></x>"
        try await bench.core.receive(presence: RoomBench.presence("Bob", extra: forged))
        #expect(bench.notices().isEmpty)
        #expect(try await bench.core.type("/who", in: JID(room)).contains("  Alice (you): participant"))
    }

    @Test func aFloodBecomesACount() {
        var budget = ChurnBudget()
        let start = ContinuousClock.now
        let decisions = (0..<100).map { budget.admit($0.isMultiple(of: 4) ? .went : .came, at: start) }
        #expect(decisions.filter { $0 == .show }.count == ChurnBudget.linesPerWindow)
        #expect(decisions.filter { $0 == .count(isFirst: true) }.count == 1)
        #expect(budget.flush() == "72 more came in, 23 went.")
        #expect(budget.flush() == nil)
        #expect(budget.admit(.came, at: start + .seconds(2)) == .show)
    }

    @Test func theListIsBounded() throws {
        var list = OccupantList(limit: 2)
        for nick in ["a", "b", "c", "b"] {
            let xml = "<presence xmlns='jabber:client' from='r@s/\(nick)'/>"
            let presence = try Presence(XMLElement(parsing: xml))
            _ = list.set(Occupant(nick: nick, presence: presence, item: nil, believesIDs: false))
        }
        #expect(list.count == 2)
        #expect(list.isCut)
        #expect(list["c"] == nil)
        #expect(list.remove("c") == nil)
    }

    @Test func recentMessagesAreBounded() {
        var recent = RecentMessages()
        for number in 0..<1000 { recent.insert(nick: "a", id: "\(number)") }
        #expect(!recent.contains(nick: "a", id: "487"))
        #expect(recent.contains(nick: "a", id: "488"))
        #expect(recent.contains(nick: "a", id: "999"))
        #expect(!recent.contains(nick: "b", id: "999"))
        #expect(!recent.contains(nick: "a", id: nil))
    }
}
