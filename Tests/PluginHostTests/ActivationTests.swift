@testable import GrapnelClient
@testable import GrapnelKit
import GrapnelStore
import Synchronization
import TestSupport
import Testing

@Suite("Activating and deactivating")
struct ActivationTests {
    static let everything: [Registration.Kind: Int] = [
        .feature: 1, .handler: 1, .filter: 1, .observer: 1, .completer: 1, .command: 1, .task: 1,
    ]

    @Test("A library registers something of every kind, all of it goes, and it can come back")
    func thereAndBack() async throws {
        let folder = try PluginFolder()
        try folder.install("everything", library: try await Compiled.current.library)
        let test = try await HostUnderTest(folder)
        #expect(await test.host.start().isEmpty)
        for _ in 0..<3 {
            #expect(await test.state(of: "everything") == .active)
            #expect(test.left == Self.everything)
            #expect(await test.traces(of: "everything").count == 7)
            try await test.host.disable("everything")
            #expect(await test.state(of: "everything") == .disabled)
            #expect(test.left.isEmpty)
            #expect(await test.traces(of: "everything").isEmpty)
            try await test.host.enable("everything")
        }
        await test.host.stop()
        #expect(test.left.isEmpty)
    }

    @Test("An activation that throws leaves nothing registered, and says why")
    func throwing() async throws {
        let folder = try PluginFolder()
        try folder.install("thrower", library: try await Compiled.current.library)
        let test = try await HostUnderTest(folder)
        let sentence =
            "The plugin thrower could not be activated: It was told to fail. Nothing of it is left registered."
        #expect(await test.host.start() == [sentence])
        #expect(await test.state(of: "thrower") == .failed(reason: sentence))
        #expect(test.left.isEmpty)
        #expect(await test.traces(of: "thrower").isEmpty)
    }

    @Test("An activation that hangs is given up, in a library too")
    func hanging() async throws {
        let folder = try PluginFolder()
        try folder.install("sleeper", library: try await Compiled.current.library)
        let test = try await HostUnderTest(folder, patience: .milliseconds(100))
        #expect(
            await test.host.start() == [
                "The plugin sleeper did not finish its activation in 0.1 seconds. Nothing of it is left registered."
            ])
        #expect(test.left.isEmpty)
        #expect(await test.traces(of: "sleeper").isEmpty)
    }

    @Test("What a given-up activation does later is refused, also while the plugin is active again")
    func late() async throws {
        let test = try await HostUnderTest(patience: .milliseconds(50))
        let (gate, done) = (Gate(), Gate())
        let refused = Mutex(0)
        let failure = Mutex("")
        let hanging = Probe { context in
            await gate.pass()
            refused.withLock { $0 = Probe.registerEverything(in: context, named: "late") }
            do {
                try await context.request(.get, Sought(from: XMLElement("a", "b")), on: Account(JID("a@example.org")))
            } catch {
                failure.withLock { $0 = "\(error)" }
            }
            done.open()
        }
        let sentence = await test.sentence { try await test.host.activate(hanging, as: "late") }
        #expect(sentence?.hasPrefix("The plugin late did not finish its activation in 0.05 seconds.") == true)
        try await test.host.activate(Probe { $0.advertise("urn:grapnel:again") }, as: "late")
        gate.open()
        try await within("the late registrations") { await done.pass() }
        #expect(refused.withLock { $0 } == 3)
        #expect(failure.withLock { $0 } == RequestFailure.cancelled.description)
        #expect(test.left == [.feature: 1])
        #expect(test.client.features.all.contains("urn:grapnel:again"))
        await test.host.stop()
        #expect(test.left.isEmpty)
    }

    @Test("A plugin that was disabled can do nothing through the context that it kept")
    func keptContext() async throws {
        let test = try await HostUnderTest()
        let kept = Mutex<PluginContext?>(nil)
        try await test.host.activate(Probe { context in kept.withLock { $0 = context } }, as: "keeper")
        await test.host.stop()
        let context = try #require(kept.withLock { $0 })
        #expect(Probe.registerEverything(in: context, named: "keeper") == 3)
        #expect(test.left.isEmpty)
        let room = ConversationID(account: try JID("a@example.org"), peer: try JID("b@example.org"))
        #expect(
            await test.sentence { try await context.say("hello", in: room, kind: .direct) }
                == "The plugin keeper is not active any more, so it can do nothing; /plugin enable keeper.")
    }

    @Test("A task of a plugin is cancelled when the plugin goes")
    func tasks() async throws {
        let test = try await HostUnderTest()
        let ended = Gate()
        try await test.host.activate(
            Probe { context in
                context.run("waiting") {
                    defer { ended.open() }
                    try await Task.sleep(for: .seconds(3600))
                }
            }, as: "worker")
        #expect(test.left == [.task: 1])
        await test.host.stop()
        #expect(test.left.isEmpty)
        try await within("the end of the task") { await ended.pass() }
    }

    @Test("A plugin is activated once")
    func twice() async throws {
        let test = try await HostUnderTest()
        let plugin = Probe { $0.advertise("urn:grapnel:once") }
        try await test.host.activate(plugin, as: "once")
        #expect(
            await test.sentence { try await test.host.activate(plugin, as: "once") }
                == "The plugin once is active already.")
        #expect(test.left == [.feature: 1])
        #expect(test.client.features.all.contains("urn:grapnel:once"))
    }

    @Test("Commands that switch one plugin do not cross")
    func crossing() async throws {
        let test = try await HostUnderTest()
        let (begun, gate) = (Gate(), Gate())
        let slow = Probe { context in
            begun.open()
            await gate.pass()
            context.advertise("urn:grapnel:slow")
        }
        async let first: Void = test.host.activate(slow, as: "slow")
        await begun.pass()
        #expect(
            await test.sentence { try await test.host.activate(slow, as: "slow") }
                == "The plugin slow is being switched right now; try again in a moment.")
        gate.open()
        try await first
        #expect(test.left == [.feature: 1])
    }

    @Test("However many switch a plugin at once, it ends as one of them wanted, whole or not at all")
    func storm() async throws {
        let folder = try PluginFolder()
        try folder.install("everything", library: try await Compiled.current.library)
        let test = try await HostUnderTest(folder)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = await test.host.start() }
            for number in 0..<40 {
                group.addTask {
                    _ = await test.sentence {
                        try await number.isMultiple(of: 2)
                            ? test.host.enable("everything") : test.host.disable("everything")
                    }
                }
            }
        }
        let isActive = await test.state(of: "everything") == .active
        #expect(test.left == (isActive ? Self.everything : [:]))
    }

    @Test("An activation that is under way while the client stops is given up")
    func stopping() async throws {
        let test = try await HostUnderTest()
        let (begun, gate) = (Gate(), Gate())
        let slow = Probe { context in
            context.advertise("urn:grapnel:slow")
            begun.open()
            await gate.pass()
            context.advertise("urn:grapnel:slower")
        }
        async let sentence = test.sentence { try await test.host.activate(slow, as: "slow") }
        await begun.pass()
        await test.host.stop()
        #expect(test.left.isEmpty)
        gate.open()
        #expect(await sentence?.contains("Grapnel is being closed") == true)
        #expect(test.left.isEmpty)
    }

    @Test("What a plugin says of itself is bounded in lines and in time")
    func reports() async throws {
        let test = try await HostUnderTest(patience: .milliseconds(200))
        let gate = Gate()
        try await test.host.activate(Probe(report: { ["all is well"] }) { _ in }, as: "well")
        try await test.host.activate(
            Probe(report: { Array(repeating: "more", count: 1000) }) { _ in }, as: "talker")
        try await test.host.activate(
            Probe(report: {
                await gate.pass()
                return ["too late"]
            }) { _ in }, as: "silent")
        #expect(await test.host.report(of: "well") == ["all is well"])
        #expect(await test.host.report(of: "talker").count == 20)
        #expect(await test.host.report(of: "silent") == ["It did not say in time how it is."])
        gate.open()
        #expect(await test.host.report(of: "unknown").isEmpty)
    }
}
