import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@testable import Archive
@testable import GrapnelClient

/// A client with the plugin on a scripted stream, whose server keeps an archive.
struct ArchiveBench: Sendable {
    static let bob = "bob@example.org"
    static let alice = "alice@example.org"

    let client: ScriptedClient
    let plugin: ArchivePlugin

    /// A client whose session has begun: it has asked for copies and for features, and nothing else yet.
    ///
    /// - Parameter features: what the account's address announces.
    static func begin(
        features: [String] = ["urn:xmpp:mam:2", "urn:xmpp:sid:0"], copies: Bool = true,
        limits: ArchiveLimits = ArchiveLimits(), clock: ArchiveClock = .real
    ) async throws -> ArchiveBench {
        let plugin = ArchivePlugin(clock: clock, limits: limits)
        let bench = ArchiveBench(
            client: try await ScriptedClient(plugins: [("archive", plugin)]), plugin: plugin)
        try await bench.answerBeginning(features: features, copies: copies)
        return bench
    }

    /// A client that has its copies, while the question for features is still open.
    static func silent(clock: ManualClock) async throws -> ArchiveBench {
        let plugin = ArchivePlugin()
        let bench = ArchiveBench(
            client: try await ScriptedClient(plugins: [("archive", plugin)], clock: clock), plugin: plugin)
        try await bench.answerBeginning(features: nil)
        return bench
    }

    /// Lets the time for a question for features pass, while the stream itself is alive.
    func featuresTimeOut(_ clock: ManualClock) async throws {
        try await client.settle()
        try await clock.sleeper { $0 <= .milliseconds(500) }
        clock.advance(by: .seconds(10))
    }

    /// A client that has read its archive, which was empty.
    static func caughtUp(limits: ArchiveLimits = ArchiveLimits()) async throws -> ArchiveBench {
        let bench = try await begin(limits: limits)
        try await bench.answer(try await bench.question(), [], isComplete: true)
        try await bench.isCaughtUp()
        return bench
    }

    /// Answers the two questions of a session's beginning, in whichever order they come.
    ///
    /// - Parameter features: what the account's address announces; nil leaves that question open.
    func answerBeginning(
        features: [String]? = ["urn:xmpp:mam:2", "urn:xmpp:sid:0"], copies: Bool = true
    ) async throws {
        for _ in 0..<2 {
            let request = try await within("the beginning of a session") { try await client.server.next() }
            let id = request["id"] ?? ""
            if request.first("enable", "urn:xmpp:carbons:2") != nil {
                let refusal =
                    "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
                await client.receive(
                    "<iq type='\(copies ? "result" : "error")' id='\(id)'>\(copies ? "" : refusal)</iq>")
            } else {
                #expect(request.first("query", ArchiveNamespace.info) != nil)
                if let features { await announce(features, to: id) }
            }
        }
    }

    /// The identifier of the next thing that the client sends, which is a question for features.
    func featuresQuestion() async throws -> String {
        let request = try await within("a question for features") { try await client.server.next() }
        #expect(request.first("query", ArchiveNamespace.info) != nil, "\(request)")
        return request["id"] ?? ""
    }

    func announce(_ features: [String] = ["urn:xmpp:mam:2", "urn:xmpp:sid:0"], to request: String) async {
        let answer = EntityFeatures(Set(features)).element
        await client.receive("<iq type='result' id='\(request)' from='\(Self.alice)'>\(answer)</iq>")
    }

    // MARK: The archive

    /// A question to the archive, with the identifier of its request.
    struct Question: Sendable {
        let request: String
        let query: ArchiveQuery
    }

    /// The next thing that the client sends, which is a question to the archive.
    func question() async throws -> Question {
        let request = try await within("a question to the archive") { try await client.server.next() }
        let query = try #require(request.first("query", ArchiveNamespace.archive), "\(request)")
        return Question(request: request["id"] ?? "", query: try ArchiveQuery(from: query))
    }

    /// A message as the archive keeps it.
    struct Kept: Sendable {
        var id: String
        var body: String
        var from = "bob@example.org/x"
        var to = "alice@example.org"
        var stanza: String?
        var stamp = "2026-11-20T10:00:00Z"
    }

    static func result(_ kept: Kept, of queryID: String, from archive: String = alice) -> String {
        "<message from='\(archive)' to='\(alice)/core'><result xmlns='urn:xmpp:mam:2' queryid='\(queryID)' "
            + "id='\(kept.id)'><forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' "
            + "stamp='\(kept.stamp)'/><message xmlns='jabber:client' from='\(kept.from)' to='\(kept.to)' type='chat' "
            + "id='\(kept.stanza ?? "o-\(kept.id)")'><body>\(kept.body)</body></message></forwarded></result></message>"
    }

    /// Answers with a page.
    func answer(_ question: Question, _ page: [Kept], isComplete: Bool = false) async throws {
        for kept in page { await client.receive(Self.result(kept, of: question.query.id)) }
        await end(question, first: page.first?.id, last: page.last?.id, isComplete: isComplete)
    }

    /// Ends a page.
    func end(_ question: Question, first: String?, last: String?, isComplete: Bool = false) async {
        let ends = ArchiveEnd(isComplete: isComplete, first: first, last: last).element
        await client.receive("<iq type='result' id='\(question.request)' from='\(Self.alice)'>\(ends)</iq>")
    }

    func refuse(_ question: Question, _ condition: String) async {
        await client.receive(
            "<iq type='error' id='\(question.request)' from='\(Self.alice)'><error type='cancel'>"
                + "<\(condition) xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
    }

    // MARK: What became of it

    func talk(with peer: String = bob) async throws -> [String] {
        let id = ConversationID(account: client.account.jid, peer: try JID(peer))
        return try await client.profile.journal(of: id, limit: 1000)
            .map { "\($0.direction == .incoming ? "<" : ">") \($0.body)" }
    }

    /// Waits until everything has been read.
    func isCaughtUp() async throws {
        let account = client.account
        try await within("the end of the reading") { [self] in
            while let state = plugin.source.archives?.state(of: account), !state.isCaughtUp || state.isReading {
                try await client.settle()
            }
        }
    }

    /// How far has been read, as it is kept.
    func range() async throws -> ArchiveRange {
        let text = try await client.profile.setting(Archives.rangeKey, of: "archive", for: client.account.jid)
        return try ArchiveRange(text: try #require(text))
    }
}
