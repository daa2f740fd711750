import GrapnelKit
import TestSupport

@testable import MUC

/// A room service in front of the plugin: it answers what a test lets it answer, and speaks as the room.
struct RoomBench {
    static let room = "lobby@muc.example.org"

    let core: FakeCore

    /// - Parameter info: what the room says of itself before it is entered.
    init(clock: RoomClock = .real, info: RoomInfo = RoomInfo(features: [RoomNamespace.entrance])) async throws {
        core = try FakeCore()
        core.answerRequests { payload, _ in
            payload.isNamed("query", RoomNamespace.discoInfo) ? info.element : nil
        }
        try await core.activate(MUCPlugin(clock: clock), as: "muc")
    }

    /// Types a line that makes the plugin send presence, and lets the room answer it; answers what was printed.
    @discardableResult
    func type(_ line: String, answeredBy presences: [String], in conversation: String? = nil) async throws -> [String] {
        let open = try conversation.map { try JID($0) }
        async let printed = core.type(line, in: open)
        _ = await core.acts { if case .claimed = $0 { true } else { false } }
        for presence in presences { try await core.receive(presence: presence) }
        return try await printed
    }

    /// Enters the room as Alice, with Bob in it.
    func enter(subject: String? = "", extra: String = "") async throws {
        try await type(
            "/join \(Self.room) Alice",
            answeredBy: [
                Self.presence("Bob", extra: extra),
                Self.presence("Alice", codes: [110], extra: extra.replacing("bob-id", with: "alice-id")),
            ])
        if let subject {
            _ = try await core.receive(message: Self.message(nil, "<subject>\(subject)</subject>"))
        }
        _ = core.takeActs()
    }

    /// The sentences that the plugin told since the last look.
    func notices() -> [String] {
        core.takeActs().compactMap { if case .noticed(let text) = $0 { text } else { nil } }
    }

    // MARK: What a room sends

    /// A presence of an occupant, with whatever else the test puts into it.
    static func presence(
        _ nick: String, _ type: String? = nil, item: String = "affiliation='none' role='participant'",
        within: String = "", codes: [Int] = [], extra: String = "", room: String = Self.room
    ) -> String {
        let statuses = codes.map { "<status code='\($0)'/>" }.joined()
        return """
            <presence xmlns='jabber:client' from='\(room)/\(nick)'\(type.map { " type='\($0)'" } ?? "")>\(extra)\
            <x xmlns='http://jabber.org/protocol/muc#user'><item \(item)>\(within)</item>\(statuses)</x></presence>
            """
    }

    static func refusal(_ condition: String, nick: String = "Alice", text: String = "") -> String {
        """
        <presence xmlns='jabber:client' from='\(room)/\(nick)' type='error'><x xmlns='http://jabber.org/protocol/muc'/>\
        <error type='cancel'><\(condition) xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>\(text)</error></presence>
        """
    }

    /// A groupchat message of an occupant, or of the room itself.
    static func message(
        _ nick: String?, _ content: String, id: String = "m1", type: String = "groupchat", room: String = Self.room
    ) -> String {
        """
        <message xmlns='jabber:client' from='\(room)\(nick.map { "/\($0)" } ?? "")' type='\(type)' id='\(id)'>\
        \(content)</message>
        """
    }

    static func delay(_ stamp: String, from: String = Self.room) -> String {
        "<delay xmlns='urn:xmpp:delay' stamp='\(stamp)' from='\(from)'/>"
    }
}
