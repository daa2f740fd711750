import TestSupport
import Testing

@testable import GrapnelClient
@testable import GrapnelKit

@Suite("Points that plugins define for each other")
struct PointTests {
    private func greeter(_ client: ScriptedClient) async throws -> PluginContext {
        let context = PluginContext(plugin: "greeter", services: client.client)
        try await Greeter().activate(in: context)
        return context
    }

    @Test("A value goes through the filters of another plugin, and each end of it is told")
    func filters() async throws {
        let client = try await ScriptedClient(plugins: [("polite", Polite())])
        let context = try await greeter(client)
        for (word, answer) in [
            ("hello", "hello, please"), ("damn", "consumed by polite.manners: not said here"),
            ("fail", "failed by polite.manners: That cannot be said."),
            ("throw", "failed by polite.manners: That was never said."),
        ] {
            #expect(try await Greeter.greet(word, in: context) == answer)
        }
        #expect(client.client.hooks.descriptions.contains { $0.point == "greeting" && $0.calls == 4 })
        try await client.finish()
    }

    @Test("Without filters a value passes, and an event reaches whoever watches")
    func alone() async throws {
        let client = try await ScriptedClient()
        let context = try await greeter(client)
        #expect(try await Greeter.greet("damn", in: context) == "damn")
        try await context.tell("unheard", at: .greeted)
        try await client.client.activate(Polite(), as: "polite")
        try await context.tell("hello", at: .greeted)
        try await client.shows("notice polite heard hello")
        await client.client.ledger.release(owner: "polite")
        #expect(try await Greeter.greet("damn", in: context) == "damn")
        try await client.finish()
    }

    @Test("The core's own points are run by the core alone")
    func own() async throws {
        let client = try await ScriptedClient()
        let context = try await greeter(client)
        let error = await #expect(throws: CommandError.self) {
            try await context.tell(SessionEnd(account: client.account), at: .sessionEnded)
        }
        #expect(error?.description.contains("session-ended is the core's") == true)
        let jid = client.account.jid
        let message = OutgoingMessage(
            account: client.account, conversation: ConversationID(account: jid, peer: jid), kind: .direct,
            stanza: Message(to: jid, id: "m"))
        await #expect(throws: CommandError.self) { _ = try await context.run(message, through: .messageSending) }
        await #expect(throws: CommandError.self) {
            _ = try await context.run(1, through: FilterPoint<Int>("message-received", stages: [.validate]))
        }
        try await client.finish()
    }

    @Test("A point with a known name and other stages or another type is refused, and /hooks goes on")
    func namesakes() async throws {
        let client = try await ScriptedClient(plugins: [("polite", Polite())])
        let context = try await greeter(client)
        let stages = FilterPoint<IncomingMessage>("message-received", stages: [.notify, .validate])
        let error = #expect(throws: CommandError.self) { try context.filter(stages, at: .notify) { _ in .pass } }
        #expect(error?.description.contains("message-received exists with other stages: validate, decrypt") == true)
        #expect(throws: CommandError.self) {
            try context.filter(FilterPoint<Int>("greeting", stages: [.prepare]), at: .prepare) { _ in .pass }
        }
        await #expect(throws: CommandError.self) {
            _ = try await context.run("hello", through: FilterPoint("greeting", stages: [.notify, .prepare]))
        }
        client.type("/hooks")
        try await client.shows("polite.manners")
        try await client.finish()
    }

    @Test("Through a closed door nothing is run or told")
    func closed() async throws {
        let client = try await ScriptedClient(plugins: [("polite", Polite())])
        let context = try await greeter(client)
        context.close()
        await #expect(throws: CommandError.self) { _ = try await context.run("hello", through: .greeting) }
        await #expect(throws: CommandError.self) { try await context.tell("hello", at: .greeted) }
        try await client.finish()
    }

    @Test("Text for people does not leave beside the journal, in whatever form")
    func text() async throws {
        let client = try await ScriptedClient()
        let context = try await greeter(client)
        for child in ["<body>Hi</body>", "<html xmlns='http://jabber.org/protocol/xhtml-im'><p/></html>", "<body/>"] {
            let xml = "<message xmlns='jabber:client' to='bob@example.org' id='m'><active xmlns='u'/>\(child)</message>"
            let message = try Message(XMLElement(parsing: xml))
            let error = await #expect(throws: CommandError.self) { try await context.send(message, on: client.account) }
            #expect(
                error?.description
                    == "A message with a body is sent with say, so that it is stored and encrypted.")
        }
        try await context.send(Message(to: JID("bob@example.org"), id: "m"), on: client.account)
        try await client.expect("<message to='bob@example.org' type='chat' id='m'/>")
        try await context.send(Presence(to: JID("bob@example.org")), on: client.account)
        try await client.expect("<presence to='bob@example.org'/>")
        try await client.finish()
    }

    @Test("A claim follows the nick without a word, and only for whoever has it")
    func claims() async throws {
        let client = try await ScriptedClient()
        let context = try await greeter(client)
        let room = try JID("lobby@muc.example.org")
        #expect(throws: CommandError.self) {
            try context.note(occupant: room.withResource("Ally"), on: client.account)
        }
        try await context.enter(room, with: Presence(to: room.withResource("Alice")), on: client.account)
        try await client.expect("<presence to='lobby@muc.example.org/Alice'/>")
        try context.note(occupant: room.withResource("Ally"), on: client.account)
        #expect(throws: CommandError.self) { try context.note(occupant: room, on: client.account) }
        let other = PluginContext(plugin: "other", services: client.client)
        #expect(throws: CommandError.self) {
            try other.note(occupant: room.withResource("Mallory"), on: client.account)
        }
        await client.client.ledger.release(owner: "greeter")
        try await client.expect("<presence type='unavailable' to='lobby@muc.example.org/Ally'/>")
        try await client.finish()
    }
}

extension FilterPoint where Value == String {
    fileprivate static var greeting: FilterPoint { FilterPoint("greeting", stages: [.prepare, .notify]) }
}

extension ObservationPoint where Event == String {
    fileprivate static var greeted: ObservationPoint { ObservationPoint("greeted") }
}

/// Defines two points.
private struct Greeter: Plugin {
    func activate(in context: PluginContext) async throws {}

    static func greet(_ word: String, in context: PluginContext) async throws -> String {
        switch try await context.run(word, through: .greeting) {
        case .passed(let word): word
        case .consumed(let owner, let reason): "consumed by \(owner): \(reason)"
        case .failed(let owner, let error): "failed by \(owner): \(error)"
        }
    }
}

/// Takes part in them.
private struct Polite: Plugin {
    func activate(in context: PluginContext) async throws {
        try context.filter(.greeting, at: .prepare, named: "manners") { word in
            switch word {
            case "damn": .consume(reason: "not said here")
            case "fail": .fail(CommandError("That cannot be said."))
            case "throw": throw CommandError("That was never said.")
            default: .replace("\(word), please")
            }
        }
        context.observe(.greeted) { context.notice("polite heard \($0)") }
    }
}
