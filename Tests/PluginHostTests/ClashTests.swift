@testable import GrapnelClient
@testable import GrapnelKit
import TestSupport
import Testing

@Suite("Plugins that want the same")
struct ClashTests {
    /// Activates two; the second has to fail whole and to leave the first one untouched.
    private func clash(
        _ first: @escaping @Sendable (PluginContext) throws -> Void,
        _ second: @escaping @Sendable (PluginContext) throws -> Void
    ) async throws -> String? {
        let test = try await HostUnderTest()
        try await test.host.activate(Probe { try first($0) }, as: "first")
        let before = test.client.ledger.census()
        let sentence = await test.sentence {
            try await test.host.activate(
                Probe { context in
                    context.advertise("urn:grapnel:second")
                    try second(context)
                }, as: "second")
        }
        #expect(test.client.ledger.census() == before)
        #expect(await test.traces(of: "second").isEmpty)
        await test.host.stop()
        #expect(test.left.isEmpty)
        return sentence
    }

    @Test("The second that wants a command fails whole")
    func command() async throws {
        let sentence = try await clash({ try $0.command("greet", "", "say hello") { _ in } }) {
            try $0.command("greet", "<jid>", "say hello to somebody") { _ in }
        }
        #expect(
            sentence
                == "The plugin second could not be activated: first already has a command /greet. "
                + "Nothing of it is left registered.")
    }

    @Test("A command of the core is nobody else's")
    func coreCommand() async throws {
        let sentence = try await clash({ _ in }) { try $0.command("plugin", "", "mine") { _ in } }
        #expect(sentence?.contains("core already has a command /plugin. Nothing") == true)
    }

    @Test("The second that wants to answer a request fails whole")
    func handler() async throws {
        let register: @Sendable (PluginContext) throws -> Void = { try $0.answer(.get, Other.self) { _ in nil } }
        let sentence = try await clash(register, register)
        #expect(sentence?.contains("first already answers get other of urn:grapnel:other. Nothing") == true)
    }

    @Test("The same payload as a get and as a set are two requests")
    func getAndSet() async throws {
        let test = try await HostUnderTest()
        try await test.host.activate(Probe { try $0.answer(.get, Other.self) { _ in nil } }, as: "getter")
        try await test.host.activate(Probe { try $0.answer(.set, Other.self) { _ in nil } }, as: "setter")
        #expect(test.left == [.handler: 2])
    }

    @Test("Constraints that form a circle are refused, and those in force stay as they are")
    func circle() async throws {
        let sentence = try await clash({
            try $0.filter(.messageReceived, at: .normalize, before: ["second"]) { _ in .pass }
        }) {
            try $0.filter(.messageReceived, at: .normalize, before: ["first"]) { _ in .pass }
        }
        #expect(
            sentence?.contains("The handlers first, second of message-received each want to be before another of them")
                == true)
    }

    @Test("Constraints order filters against the order of registration")
    func order() async throws {
        let test = try await HostUnderTest()
        for (id, before, after) in [("a", [], ["c"]), ("b", ["a"], []), ("c", [], ["b"])]
            as [(String, [String], [String])]
        {
            try await test.host.activate(
                Probe {
                    try $0.filter(.messageReceived, at: .normalize, before: before, after: after) { _ in .pass }
                }, as: id)
        }
        let handlers = test.client.hooks.descriptions.filter { $0.stage == "normalize" }.map(\.handler)
        #expect(handlers == ["b", "c", "a"])
    }

    @Test("A stage that the point does not have is refused by name")
    func stage() async throws {
        let sentence = try await clash({ _ in }) {
            try $0.filter(.messageReceived, at: .encrypt) { _ in .pass }
        }
        #expect(sentence?.contains("The hook point message-received has no stage encrypt; it has validate, ") == true)
    }

    @Test("Who names a point again cannot give it other stages, nor another type")
    func points() async throws {
        let late = Stage(rawValue: "late")
        let sentence = try await clash({ _ in }) {
            let point = FilterPoint<IncomingMessage>("message-received", stages: [.validate, .decrypt, late])
            try $0.filter(point, at: late) { _ in .pass }
        }
        #expect(sentence?.contains("message-received exists with other stages: validate, ") == true)
        let other = try await clash({ _ in }) {
            try $0.filter(FilterPoint<Int>("message-received", stages: [.validate]), at: .validate) { _ in .pass }
        }
        #expect(other?.contains("The hook point message-received exists with another type") == true)
    }

    @Test("A command with a synopsis that cannot be read is refused", arguments: ["<jid", "[<a>"])
    func synopsis(text: String) async throws {
        let sentence = try await clash({ _ in }) { try $0.command("odd", text, "odd") { _ in } }
        #expect(sentence?.hasPrefix("The plugin second could not be activated: ") == true)
    }
}

/// A payload that two plugins want to answer.
private struct Other: Payload {
    static let elementName = "other"
    static let namespace = "urn:grapnel:other"

    init(from element: XMLElement) {}

    var element: XMLElement { XMLElement(Self.elementName, Self.namespace) }
}
