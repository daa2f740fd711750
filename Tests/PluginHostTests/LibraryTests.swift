@testable import GrapnelClient
@testable import GrapnelKit
import TestSupport
import Testing

@Suite("Libraries that are no plugins, or another's")
struct LibraryTests {
    /// Enables a plugin that has to fail, and answers what the person in front reads.
    private func failure(of library: String?, _ prepare: (PluginFolder) throws -> Void = { _ in }) async throws
        -> String
    {
        let folder = try PluginFolder()
        try folder.install("odd", library: library)
        try prepare(folder)
        let test = try await HostUnderTest(folder)
        let sentences = await test.host.start()
        #expect(test.left.isEmpty)
        #expect(await test.state(of: "odd") == .failed(reason: sentences.first ?? ""))
        #expect(await test.sentence { try await test.host.enable("odd") } == sentences.first)
        return try #require(sentences.count == 1 ? sentences.first : nil)
    }

    @Test("A library of another compiler is refused before its plugin is asked for")
    func otherCompiler() async throws {
        let fixture = try await PluginFixture.entry(stamp: "grapnel-kit-1 swift-5.9")
        #expect(
            try await failure(of: fixture.library)
                == "The plugin odd was built with another compiler: it says “grapnel-kit-1 swift-5.9” and this is "
                + "“\(PluginEntry.expectedStamp)”. Build it again with this one.")
    }

    @Test("A library that gives no stamp is no plugin")
    func noStamp() async throws {
        let fixture = try await PluginFixture.entry(stamp: nil)
        #expect(try await failure(of: fixture.library).contains("is a library but no plugin: it gives no stamp."))
    }

    @Test("A library that makes no plugin is no plugin")
    func makesNothing() async throws {
        let fixture = try await PluginFixture.entry(stamp: PluginEntry.expectedStamp, make: "0")
        #expect(try await failure(of: fixture.library).contains("is a library but no plugin: it makes no plugin."))
    }

    @Test("A library without the functions of a plugin is no plugin")
    func noFunctions() async throws {
        let fixture = try await PluginFixture.c("bare")
        #expect(
            try await failure(of: fixture.library)
                .hasSuffix(
                    "plugin.so is a library but no plugin: it lacks the functions that every plugin has. "
                        + "Check what was installed there."))
    }

    @Test("A text file under a library's name cannot be opened")
    func textFile() async throws {
        let sentence = try await failure(of: nil) { try $0.write("I am a poem.\n", to: "plugin.so", of: "odd") }
        #expect(sentence.hasPrefix("The library of odd cannot be opened: "))
        #expect(sentence.hasSuffix(". Build or install the plugin again."))
    }

    @Test("A missing library cannot be opened")
    func missing() async throws {
        let sentence = try await failure(of: nil)
        #expect(sentence.contains("No such file or directory"))
        #expect(sentence.hasPrefix("The library of odd cannot be opened: "))
    }

    @Test(
        "A plugin for another kit is refused before anything of it is opened",
        arguments: [">=0.4 <1.0", "<0.3", ">=9.0"])
    func otherKit(range: String) async throws {
        let folder = try PluginFolder()
        try folder.install("odd", library: nil, kit: range)
        let test = try await HostUnderTest(folder)
        #expect(
            await test.host.start() == [
                "The plugin odd needs another GrapnelKit: it wants \(range) and this is \(GrapnelKitVersion.current). "
                    + "Get a version of it for this one."
            ])
    }

    @Test("One that fails stops no other")
    func others() async throws {
        let folder = try PluginFolder()
        try folder.install("a", library: nil)
        try folder.install("b", library: try await Compiled.current.library)
        let test = try await HostUnderTest(folder)
        #expect(await test.host.start().count == 1)
        #expect(await test.state(of: "b") == .active)
        await test.host.stop()
        #expect(test.left.isEmpty)
    }

    @Test("There is no plugin of an unknown name")
    func unknown() async throws {
        let test = try await HostUnderTest()
        for body in [test.host.enable, test.host.disable] {
            #expect(
                await test.sentence { try await body("nix") }
                    == "There is no plugin nix; /plugin list shows those there are.")
        }
    }
}
