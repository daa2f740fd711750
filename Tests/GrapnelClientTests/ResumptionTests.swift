import GrapnelClient
import GrapnelStore
import TestSupport
import Testing

@testable import GrapnelKit

@Suite("Streams that break, on a scripted stream", .timeLimit(.minutes(1)))
struct ResumptionTests {
    private static func message(_ text: String) -> String { AcknowledgementTests.message(text) }

    private static func fromBob(_ text: String, id: String) -> String { AcknowledgementTests.fromBob(text, id: id) }

    private func journal(_ client: ScriptedClient) async throws -> [JournalEntry] {
        let bob = ConversationID(account: client.account.jid, peer: try JID("bob@example.org"))
        return try await client.profile.journal(of: bob, limit: 100)
    }

    @Test("A stream is taken up where it broke: what the server lacks goes again, in order, and nothing else")
    func resuming() async throws {
        let client = try await ScriptedClient(plugins: [("watcher", Watcher())], features: management)
        await client.server.setAnswering(false)
        for text in ["one", "two", "three"] {
            client.type("/msg bob@example.org \(text)")
            try await client.expect(Self.message(text))
        }
        await client.receive(Self.fromBob("Hello", id: "m1"))
        try await client.shows("bob@example.org: Hello")
        await client.server.close()
        // The roster request, the presence and the first message had arrived.
        #expect(try await client.resume(handled: 3) == 2)
        try await client.expect(Self.message("two"))
        try await client.expect(Self.message("three"))
        await client.server.acknowledge()
        try await client.shows("notice resumed")
        for text in ["one", "two", "three"] { try await client.shows("sent \(text)") }
        #expect(!client.front.lines.contains { $0.contains("failed") || $0.contains("notice ended") })
        #expect(client.front.lines.filter { $0 == "notice started" }.count == 1)
        try await client.finish()
    }

    @Test("A request that was unanswered when the stream broke is answered on the next one")
    func requests() async throws {
        let client = try await ScriptedClient(features: management)
        let (session, jid) = (client.client, try JID("bob@example.org/x"))
        let account = client.account
        let answer = Task {
            try await session.request(
                .get, XMLElement("query", "urn:test:later"), to: jid, account: account, timeout: .seconds(30))
        }
        let request = try await within("the request") { [server = client.server] in try await server.next() }
        await client.server.close()
        // It had arrived, so it is not asked again.
        try await client.resume(handled: 3)
        await client.receive("<iq type='result' id='\(request["id"] ?? "")' from='bob@example.org/x'/>")
        #expect(try await answer.value.kind == .result)
        try await client.finish()
    }

    @Test("What the server sends again after a resumption is dropped where it was being dealt with already")
    func repeats() async throws {
        let gate = Gate()
        let client = try await ScriptedClient(plugins: [("slow", Slow(gate))], features: management)
        await client.receive(Self.fromBob("one", id: "m1") + Self.fromBob("two", id: "m2"))
        try await within("the message to be held up") { await gate.reached() }
        await client.server.close()
        // Nothing but the answer for the roster is done with, though both messages are here.
        #expect(try await client.resume(handled: 2) == 1)
        await client.receive(
            Self.fromBob("one", id: "m1") + Self.fromBob("two", id: "m2") + Self.fromBob("three", id: "m3"))
        gate.open()
        try await client.shows("bob@example.org: three")
        #expect(try await journal(client).map(\.body) == ["one", "two", "three"])
        while try await client.server.askForAcknowledgement() != 4 {}
        try await client.finish()
    }

    @Test("What is said while the stream is broken leaves when it is taken up, behind what it lacked")
    func meanwhile() async throws {
        let client = try await ScriptedClient(features: management)
        await client.server.setAnswering(false)
        client.type("/msg bob@example.org one")
        try await client.expect(Self.message("one"))
        await client.server.close()
        try await client.front.wait(for: "alice@example.org connecting", times: 2)
        try await client.client.execute("msg bob@example.org two", conversation: nil) { _ in }
        try await client.resume(handled: 2)
        try await client.expect(Self.message("one"))
        try await client.expect(Self.message("two"))
        await client.server.acknowledge()
        try await client.shows("sent two")
        try await client.finish()
    }

    @Test("A refused resumption ends the session and begins another; what the server had is not sent again")
    func refused() async throws {
        let client = try await ScriptedClient(plugins: [("watcher", Watcher())], features: management)
        await client.server.setAnswering(false)
        for text in ["one", "two"] {
            client.type("/msg bob@example.org \(text)")
            try await client.expect(Self.message(text))
        }
        let (session, account) = (client.client, client.account)
        let lost = Task {
            try await session.request(
                .get, XMLElement("query", "urn:test:later"), to: nil, account: account, timeout: .seconds(30))
        }
        _ = try await within("the request") { [server = client.server] in try await server.next() }
        await client.server.close()
        try await client.refuseResumption(handled: 3)
        await #expect(throws: RequestFailure.disconnected) { try await lost.value }
        try await client.shows("sent one")
        try await client.expect(Self.message("two"))
        await client.server.acknowledge()
        try await client.shows("sent two")
        let told = client.front.lines.filter { $0.hasPrefix("notice ") }
        #expect(told == ["notice started", "notice ended", "notice started"])
        try await client.finish()
    }

    @Test("Of uncertain messages those that an archive has are sent, the others go again, before anything newer")
    func uncertain() async throws {
        let client = try await ScriptedClient(plugins: [("archive", Archive())], features: management)
        await client.server.setAnswering(false)
        for text in ["one", "two", "three"] {
            client.type("/msg bob@example.org \(text)")
            try await client.expect(Self.message(text))
        }
        let ids = try await journal(client).map(\.stanzaID)
        await client.server.close()
        try await client.front.wait(for: "alice@example.org connecting", times: 2)
        try await client.client.execute("msg bob@example.org four", conversation: nil) { _ in }
        try await client.refuseResumption(handled: nil)
        for (text, id) in [("one", ids[0]), ("three", ids[2])] {
            let again = try await within("the message again") { [server = client.server] in try await server.next() }
            #expect(again.first("body")?.text == text)
            #expect(again["id"] == id)
        }
        try await client.expect(Self.message("four"))
        await client.server.acknowledge()
        for text in ["one", "two", "three", "four"] { try await client.shows("sent \(text)") }
        try await client.finish()
    }

    @Test("After the process was killed its stream is taken up, and what the server lacked is sent once")
    func killed() async throws {
        let first = try await ScriptedClient(features: management)
        await first.server.setAnswering(false)
        for text in ["one", "two"] {
            first.type("/msg bob@example.org \(text)")
            try await first.expect(Self.message(text))
        }
        await first.receive(Self.fromBob("Hello", id: "m1"))
        try await first.shows("bob@example.org: Hello")
        try await first.profile.close()
        let second = try await ScriptedClient(
            features: management, directory: first.directory, .resumed(handled: 3))
        #expect(await second.server.told == 2)
        try await second.expect(Self.message("two"))
        await second.server.acknowledge()
        try await second.shows("sent two")
        #expect(try await journal(second).map(\.state) == [.sent, .sent, .received])
        // Whatever the server had sent behind that is counted on.
        await second.receive(Self.fromBob("Again", id: "m2"))
        try await second.shows("bob@example.org: Again")
        #expect(try await second.server.askForAcknowledgement() == 4)
        try await second.finish()
        await first.server.close()
        await first.client.stop()
    }

    @Test("What is delivered again after a refused resumption becomes one entry, what only looks like it two")
    func redelivery() async throws {
        let client = try await ScriptedClient(features: management)
        await client.receive(Self.fromBob("Hello", id: "1"))
        try await client.shows("bob@example.org: Hello")
        // The same words with the same identifier again, on one stream: the client counts from one.
        await client.receive(Self.fromBob("Hello", id: "1"))
        try await client.front.wait(for: "bob@example.org: Hello", times: 2)
        await client.receive(Self.fromBob("pay 10", id: "m77"))
        try await client.shows("pay 10")
        await client.server.close()
        try await client.refuseResumption(handled: nil)
        let delay = "<delay xmlns='urn:xmpp:delay' from='example.org' stamp='\(Timestamp.now)'/>"
        await client.receive(
            "<message from='bob@example.org/x' type='chat' id='m77'><body>pay 10</body>\(delay)</message>"
                + Self.fromBob("pay 10", id: "m77") + Self.fromBob("pay 10", id: "m78")
                + Self.fromBob("pay 11", id: "m77"))
        try await client.shows("pay 11")
        #expect(try await journal(client).map(\.body) == ["Hello", "Hello", "pay 10", "pay 10", "pay 11"])
        try await client.finish()
    }

    @Test("A subscription that the server did not get is asked for again after a refused resumption")
    func keptStanzas() async throws {
        let client = try await ScriptedClient(features: management)
        await client.server.setAnswering(false)
        client.type("/sub deny carol@example.org")
        try await client.expect("<presence type='unsubscribed' to='carol@example.org'/>")
        await client.server.close()
        try await client.refuseResumption(handled: nil)
        try await client.expect("<presence type='unsubscribed' to='carol@example.org'/>")
        await client.server.setAnswering(true)
        await client.server.acknowledge()
        try await client.settle()
        #expect(try await client.profile.unsentStanzas(of: client.account.jid).isEmpty)
        try await client.finish()
    }
}

/// Tells what becomes of the session.
private struct Watcher: Plugin {
    func activate(in context: PluginContext) async throws {
        context.observe(.sessionStarted) { _ in context.notice("started") }
        context.observe(.sessionResumed) { _ in context.notice("resumed") }
        context.observe(.sessionEnded) { _ in context.notice("ended") }
    }
}

/// Knows that the message “two” arrived.
private struct Archive: Plugin {
    func activate(in context: PluginContext) async throws {
        try context.filter(.messagesUncertain, at: .deduplicate) { question in
            var answer = question
            answer.arrived = Set(question.entries.filter { $0.body == "two" }.map(\.number))
            return .replace(answer)
        }
    }
}
