@testable import GrapnelClient
import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@Suite("What is enabled is remembered")
struct RememberingTests {
    /// Starts a client on a profile, types lines, and answers what they printed and what `/plugin list` says then.
    private func run(
        _ lines: [String], in directory: TemporaryDirectory, _ folder: PluginFolder
    ) async throws -> [String] {
        let profile = try await Profile.open(in: ProfileDirectory(at: directory.path))
        let front = RecordingFront()
        let client = try Client(
            profile: profile, plugins: folder.searchPath, front: front, connector: MemoryConnector())
        try await client.start(connecting: false)
        for line in lines + ["plugin list"] {
            do {
                try await client.execute(line, conversation: nil) { front.add($0) }
            } catch {
                front.add("\(error)")
            }
        }
        await client.stop()
        #expect(client.ledger.census()["everything"] == nil)
        return front.lines
    }

    @Test("A plugin is on until it is switched off, and stays off, and comes back on, across restarts")
    func restarts() async throws {
        let (directory, folder) = (try TemporaryDirectory(), try PluginFolder())
        try folder.install("everything", library: try await Compiled.current.library, commands: ["everything"])
        func state(after lines: [String] = []) async throws -> String {
            let last = try await run(lines, in: directory, folder).last ?? ""
            return last.split(separator: " ").filter { ["active", "disabled", "failed"].contains($0) }.joined()
        }
        #expect(try await state() == "active")
        #expect(try await state(after: ["plugin disable everything"]) == "disabled")
        #expect(try await state() == "disabled")
        #expect(
            try await run(["everything"], in: directory, folder).first
                == "/everything comes with the plugin everything; type /plugin enable everything.")
        #expect(try await state(after: ["plugin enable everything"]) == "active")
        #expect(try await state() == "active")
    }

    @Test("Enabling one that fails is not remembered as a wish")
    func failing() async throws {
        let (directory, folder) = (try TemporaryDirectory(), try PluginFolder())
        try folder.install("thrower", library: try await Compiled.current.library)
        _ = try await run(["plugin disable thrower", "plugin enable thrower"], in: directory, folder)
        let lines = try await run([], in: directory, folder)
        #expect(lines.count == 1)
        #expect(lines.last?.contains("disabled") == true)
    }

    @Test("A choice that cannot be remembered is not made")
    func unwritable() async throws {
        struct Full: Error, CustomStringConvertible { let description = "The disk is full." }
        let folder = try PluginFolder()
        try folder.install("everything", library: try await Compiled.current.library)
        let test = try await HostUnderTest(folder, choices: ["everything": false], remember: { throw Full() })
        #expect(await test.host.start().isEmpty)
        #expect(await test.sentence { try await test.host.enable("everything") } == "The disk is full.")
        #expect(test.left.isEmpty)
        #expect(await test.state(of: "everything") == .failed(reason: "The disk is full."))
    }
}
