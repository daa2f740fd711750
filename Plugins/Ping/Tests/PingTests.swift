import Ping
import TestSupport
import Testing

@testable import GrapnelKit

@Suite struct PingTests {
    let core: FakeCore

    init() async throws {
        core = try FakeCore()
        try await core.activate(PingPlugin(), as: "ping")
    }

    @Test func tellsThatItIsThere() {
        #expect(core.features == ["urn:xmpp:ping"])
        #expect(core.commandNames == ["ping"])
    }

    @Test(
        arguments: try [
            Source.server, .account(resource: "phone"), .contact(JID("bob@example.org/home")),
            .room(JID("room@muc.example.org")), .occupant(RoomOccupant(room: JID("room@muc.example.org"), nick: "Bob")),
        ])
    func answers(source: Source) async throws {
        #expect(try await core.ask(.get, Ping().element, from: source) == nil)
    }

    @Test func doesNotTellStrangersWhetherItIsThere() async throws {
        await #expect(throws: StanzaError(.serviceUnavailable)) {
            try await core.ask(.get, Ping().element, from: .stranger(JID("eve@example.net/x")))
        }
    }

    @Test func toleratesWhatAPingCarries() {
        let odd = XMLElement("ping", "urn:xmpp:ping", ["a": "b"]) {
            XMLElement("ping", "urn:xmpp:ping")
            "text"
        }
        #expect(Ping(from: odd).element == XMLElement("ping", "urn:xmpp:ping"))
    }

    @Test func asksTheOwnServer() async throws {
        let lines = try await core.type("/ping")
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("example.org answered in ") == true)
        #expect(core.takeActs() == [.requested(XMLElement("ping", "urn:xmpp:ping"), to: try JID("example.org"))])
    }

    @Test func asksAClient() async throws {
        let lines = try await core.type("/ping bob@example.org/home")
        #expect(lines.first?.hasPrefix("bob@example.org/home answered in ") == true)
    }

    @Test func saysThatAServerAnswersForABareAddress() async throws {
        let lines = try await core.type("/ping bob@example.org")
        #expect(lines.first?.contains("The server of bob@example.org answered for it") == true)
    }

    @Test(arguments: [StanzaError.Condition.serviceUnavailable, .featureNotImplemented])
    func aRefusalProvesThatAServerIsThere(condition: StanzaError.Condition) async throws {
        core.answerRequests { _, _ in throw StanzaError(condition) }
        let lines = try await core.type("/ping muc.example.org")
        #expect(lines.first?.hasPrefix("muc.example.org answered in ") == true)
        #expect(lines.first?.hasSuffix("so it can be reached.") == true)
    }

    @Test func aRefusalDoesNotProveThatAClientIsThere() async throws {
        core.answerRequests { _, _ in throw StanzaError(.serviceUnavailable) }
        let lines = try await core.type("/ping bob@example.net/home")
        #expect(lines.first?.hasPrefix("example.net can be reached (") == true)
        #expect(lines.first?.hasSuffix("but bob@example.net/home is not there or does not answer pings.") == true)
    }

    @Test func aServerThatIsNotThereIsAnError() async throws {
        core.answerRequests { _, _ in throw StanzaError(.remoteServerNotFound) }
        await #expect(throws: StanzaError(.remoteServerNotFound)) { try await core.type("/ping nowhere.example") }
    }

    @Test func silenceIsAnError() async throws {
        core.answerRequests { _, _ in throw RequestFailure.timedOut }
        await #expect(throws: RequestFailure.timedOut) { try await core.type("/ping") }
    }

    @Test func whatIsNoAddressIsAnError() async throws {
        await #expect(throws: CommandError.self) { try await core.type("/ping bob@@example.org") }
        #expect(core.takeActs().isEmpty)
    }
}
