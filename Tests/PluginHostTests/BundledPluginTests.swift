@testable import GrapnelClient
@testable import GrapnelKit
import Foundation
import TestSupport
import Testing

@Suite("The plugins of the source tree, as libraries")
struct BundledPluginTests {
    @Test("Each is opened, goes without a trace, and comes back, while the session stays online")
    func thereAndBack() async throws {
        let path = try #require(PluginSearchPath.sources(above: BuildFolder.ofThisRun().path))
        let manifests = PluginLocator.search(path)
        #expect(manifests.refused.isEmpty)
        #expect(manifests.found.map(\.manifest.id).contains("ping"))
        let client = try await ScriptedClient(path: path)
        #expect(client.front.lines.filter { $0.hasPrefix("notice") }.isEmpty)
        for plugin in manifests.found {
            #expect(try Self.isMapped(plugin.libraryPath))
            try await switchOffAndOn(plugin.manifest, client)
        }
        // Still the same stream: the client answers on it.
        #expect(
            client.front.lines.filter { $0.hasPrefix("alice@example.org ") }.map { $0.split(separator: " ")[1] }
                == ["connecting", "online"])
        try await client.finish()
    }

    private func switchOffAndOn(_ manifest: PluginManifest, _ client: ScriptedClient) async throws {
        let (id, core) = (manifest.id, client.client)
        let (with, features, hooks) = (core.ledger.census(), core.features.all, core.hooks.descriptions.map(\.handler))
        #expect(with[id]?.isEmpty == false, "\(id) registers something")
        for command in manifest.commands { #expect(core.command(named: command) != nil, "/\(command) of \(id)") }

        try await core.execute("plugin disable \(id)", conversation: nil) { client.front.add($0) }
        #expect(core.ledger.census() == with.filter { $0.key != id })
        for command in manifest.commands { #expect(core.command(named: command) == nil, "/\(command) of \(id)") }
        #expect(!core.hooks.descriptions.contains { $0.handler == id || $0.handler.hasPrefix("\(id).") })
        try await client.settle()

        try await core.execute("plugin enable \(id)", conversation: nil) { client.front.add($0) }
        #expect(core.ledger.census() == with)
        #expect(core.features.all == features)
        #expect(core.hooks.descriptions.map(\.handler).sorted() == hooks.sorted())
        try await client.settle()
    }

    /// Whether the library itself is in memory, rather than code of the same plugin that the tests are linked with.
    private static func isMapped(_ library: String) throws -> Bool {
        // A file of proc has no size, so it is read to its end.
        let maps = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/self/maps")).readToEnd()
        return String(decoding: maps ?? Data(), as: UTF8.self).contains(library)
    }
}
