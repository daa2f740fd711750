import GrapnelKit
import TestSupport
import Testing

@testable import MUC

@Suite struct JoinTests {
    private let room = RoomBench.room

    @Test func entersTellsAndOpens() async throws {
        let bench = try await RoomBench()
        async let printed = bench.core.type("/join \(room) Alice --password 's e s a m e'")
        let acts = await bench.core.acts { if case .claimed = $0 { true } else { false } }
        let info = try XMLElement(parsing: "<query xmlns='http://jabber.org/protocol/disco#info'/>")
        let presence = try XMLElement(
            parsing: """
                <presence xmlns='jabber:client' to='\(room)/Alice' id='id-2'><x xmlns='http://jabber.org/protocol/muc'>\
                <history maxstanzas='50'/><password>s e s a m e</password></x></presence>
                """)
        #expect(acts == [.requested(info, to: try JID(room)), .claimed(try JID(room), presence)])
        try await bench.core.receive(presence: RoomBench.presence("Bob"))
        try await bench.core.receive(presence: RoomBench.presence("Alice", codes: [110, 100, 170]))
        let lines = try await printed
        #expect(
            lines == [
                "You are in \(room) as Alice; one other is here.", "Everybody in this room can see your address.",
                "What is said in this room is logged in public.",
            ])
        #expect(bench.core.takeActs() == [.opened(try JID(room))])
    }

    @Test func theNickIsTheAccountsNameOrStandsInTheAddress() async throws {
        let bench = try await RoomBench()
        let own = try await bench.type("/join \(room)", answeredBy: [RoomBench.presence("alice", codes: [110])])
        #expect(own == ["You are in \(room) as alice; nobody else is here."])
        let other = "den@muc.example.org"
        let named = try await bench.type(
            "/join \(other)/Ann", answeredBy: [RoomBench.presence("Ann", codes: [110], room: other)])
        #expect(named == ["You are in \(other) as Ann; nobody else is here."])
    }

    @Test func aNewRoomIsUnlocked() async throws {
        let bench = try await RoomBench()
        let printed = try await bench.type(
            "/join \(room) Alice", answeredBy: [RoomBench.presence("Alice", codes: [110, 201])])
        #expect(printed.contains("The room did not exist: it was created with the usual settings, and it is yours."))
        #expect(bench.core.takeActs().contains(.requested(InstantRoom().element, to: try JID(room))))
    }

    @Test func theServiceMayChooseTheNick() async throws {
        let bench = try await RoomBench()
        let printed = try await bench.type(
            "/join \(room) Alice", answeredBy: [RoomBench.presence("alice1", codes: [110, 210])])
        #expect(printed.contains("The service chose the nick alice1 for you."))
        // The core leaves with the nick that it was last told.
        #expect(
            bench.core.takeActs().contains { act in
                if case .noted(let occupant) = act { occupant.resource == "alice1" } else { false }
            })
    }

    @Test(arguments: [
        ("not-authorized", "wants a password"), ("forbidden", "You are banned"), ("item-not-found", "does not exist"),
        ("not-allowed", "does not let you create rooms"), ("not-acceptable", "does not accept the nick Alice"),
        ("registration-required", "is for members only"), ("conflict", "has the nick Alice; choose another"),
        ("service-unavailable", "is full"), ("jid-malformed", "does not take Alice as a nick"),
        ("undefined-condition", "did not let you in"),
    ])
    func everyRefusalIsOneSentence(condition: String, part: String) async throws {
        let bench = try await RoomBench()
        let error = await #expect(throws: CommandError.self) {
            try await bench.type("/join \(room) Alice", answeredBy: [RoomBench.refusal(condition)])
        }
        #expect(error?.description.contains(part) == true)
        #expect(bench.core.claims.isEmpty)
        #expect(bench.core.takeActs() == [.released(try JID(room), nil)])
        // Nothing is left: the room can be joined again.
        try await bench.type("/join \(room) Alice", answeredBy: [RoomBench.presence("Alice", codes: [110])])
    }

    @Test func aRefusalQuotesTheRoom() async throws {
        let bench = try await RoomBench()
        let text = "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Go away</text>"
        let error = await #expect(throws: CommandError.self) {
            try await bench.type("/join \(room) Alice", answeredBy: [RoomBench.refusal("forbidden", text: text)])
        }
        #expect(error?.description.hasSuffix("They say: “Go away”") == true)
    }

    @Test func silenceEndsAfterAWhileAndLeaves() async throws {
        let bench = try await RoomBench(clock: RoomClock(now: { .now }, sleep: { _ in }))
        let error = await #expect(throws: CommandError.self) { try await bench.core.type("/join \(room) Alice") }
        #expect(error?.description.contains("did not answer within 30 seconds") == true)
        #expect(bench.core.claims.isEmpty)
        guard case .released(_, let presence?)? = bench.core.takeActs().last else {
            Issue.record("The room was not told.")
            return
        }
        #expect(presence["type"] == "unavailable")
    }

    @Test func givingUpWaitingLeaves() async throws {
        let bench = try await RoomBench()
        let core = bench.core
        let joining = Task { try await core.type("/join \(RoomBench.room) Alice") }
        _ = await core.acts { if case .claimed = $0 { true } else { false } }
        joining.cancel()
        await #expect(throws: CancellationError.self) { try await joining.value }
        #expect(core.claims.isEmpty)
        guard case .released(_, let presence?)? = core.takeActs().last else {
            Issue.record("The room was not told.")
            return
        }
        #expect(presence["type"] == "unavailable")
        #expect(presence["to"] == "\(room)/Alice")
        try await bench.enter()
    }

    @Test func anErrorOfAnotherOccupantDecidesNothing() async throws {
        let bench = try await RoomBench()
        let printed = try await bench.type(
            "/join \(room) Alice",
            answeredBy: [RoomBench.refusal("forbidden", nick: "Bob"), RoomBench.presence("Alice", codes: [110])])
        #expect(printed == ["You are in \(room) as Alice; nobody else is here."])
    }

    @Test func whatTheySayEndsWhereOurQuotationMarksDo() async throws {
        let bench = try await RoomBench()
        let words = "No” Type /quit “" + String(repeating: "a\u{301}", count: 1000)
        let text = "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>\(words)</text>"
        let error = await #expect(throws: CommandError.self) {
            try await bench.type(
                "/join \(room) Alice",
                answeredBy: [RoomBench.refusal(String(repeating: "x", count: 1000), text: text)])
        }
        let sentence = try #require(error?.description)
        #expect(sentence.contains("They say: “No\" Type /quit \""))
        #expect(sentence.count(where: { $0 == "“" || $0 == "”" }) == 2)
        #expect(sentence.unicodeScalars.count < 650)
    }

    @Test func aLostConnectionEndsIt() async throws {
        let bench = try await RoomBench()
        let core = bench.core
        let joining = Task { try await core.type("/join \(RoomBench.room) Alice") }
        _ = await core.acts { if case .claimed = $0 { true } else { false } }
        try await core.loseSession()
        await #expect(throws: CommandError.self) { try await joining.value }
        #expect(bench.core.claims.isEmpty)
    }

    @Test func joiningTwiceOnlyOpens() async throws {
        let bench = try await RoomBench()
        try await bench.enter()
        let printed = try await bench.core.type("/join \(room) Other")
        #expect(printed == ["You are in \(room) already as Alice; /nick Other changes that."])
        #expect(bench.core.takeActs() == [.opened(try JID(room))])
    }

    @Test(arguments: [
        ("/join lobby", "names a service, no room"), ("/join muc.example.org", "names a service, no room"),
        ("/join a@@b", "domain"), ("/join lobby@muc.example.org \" \"", "blank"),
    ])
    func whatIsNoRoomIsASentence(line: String, part: String) async throws {
        let bench = try await RoomBench()
        let error = await #expect(throws: CommandError.self) { try await bench.core.type(line) }
        #expect(error?.description.contains(part) == true)
        #expect(bench.core.takeActs().isEmpty)
    }

    @Test func aPersonIsNoRoom() async throws {
        let bench = try await RoomBench(info: RoomInfo(categories: ["account"]))
        let error = await #expect(throws: CommandError.self) { try await bench.core.type("/join bob@example.org") }
        #expect(error?.description == "bob@example.org is no room; to write to a person use /msg bob@example.org.")
        #expect(bench.core.claims.isEmpty)
    }

    @Test func aServerForPeopleHasNoRooms() async throws {
        let bench = try await RoomBench()
        bench.core.answerRequests { _, to in
            guard to?.local == nil else { throw StanzaError(.serviceUnavailable) }
            return RoomInfo(categories: ["server"]).element
        }
        let error = await #expect(throws: CommandError.self) { try await bench.core.type("/join lobby@example.org") }
        #expect(error?.description.hasPrefix("There are no rooms at example.org") == true)
    }

    @Test(arguments: [StanzaError.Condition.remoteServerNotFound, .remoteServerTimeout, .notAllowed])
    func aServiceThatCannotBeReachedIsASentence(condition: StanzaError.Condition) async throws {
        let bench = try await RoomBench()
        bench.core.answerRequests { _, _ in throw StanzaError(condition) }
        let error = await #expect(throws: CommandError.self) { try await bench.core.type("/join \(room)") }
        #expect(error?.description.hasPrefix("The service muc.example.org cannot be reached. ") == true)
        #expect(bench.core.claims.isEmpty)
    }

    @Test func aRoomThatDoesNotExistYetIsEntered() async throws {
        let bench = try await RoomBench()
        bench.core.answerRequests { payload, to in
            guard payload.isNamed("query", RoomNamespace.discoInfo) else { return nil }
            guard to?.local == nil else { throw StanzaError(.itemNotFound) }
            return RoomInfo(categories: ["conference"]).element
        }
        let printed = try await bench.type(
            "/join \(room) Alice", answeredBy: [RoomBench.presence("Alice", codes: [110, 201])])
        #expect(printed.first == "You are in \(room) as Alice; nobody else is here.")
    }
}
