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
        try await beModest(client)
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

    @Test("Without MUC its room is left and nobody in it is heard; with MUC it can be entered again")
    func rooms() async throws {
        let path = try #require(PluginSearchPath.sources(above: BuildFolder.ofThisRun().path))
        let client = try await ScriptedClient(path: path)
        try await beModest(client)
        let before = census(client)
        try await enter(client)
        #expect(census(client)["muc"]?[.room] == 1)

        client.type("/plugin disable muc")
        try await client.expect("<presence type='unavailable' to='lobby@muc.example.org/Alice'/>")
        try await client.shows("The plugin muc is disabled; nothing of it is left registered.")
        #expect(census(client) == before.filter { $0.key != "muc" })
        await client.receive(
            "<message from='lobby@muc.example.org/Bob' type='groupchat'><body>Still there?</body></message>")
        client.type("/join lobby@muc.example.org Alice")
        try await client.shows("/join comes with the plugin muc; type /plugin enable muc.")
        try await client.settle()
        #expect(!client.front.lines.contains { $0.contains("Still there?") })

        client.type("/plugin enable muc")
        try await client.shows("The plugin muc is active.")
        #expect(census(client) == before)
        try await enter(client)
        client.type("/plugin disable muc")
        try await client.expect("<presence type='unavailable' to='lobby@muc.example.org/Alice'/>")
        try await client.finish()
    }

    /// What is registered, but for the archive's, whose tasks come and go by themselves.
    private func census(_ client: ScriptedClient) -> [String: [Registration.Kind: Int]] {
        client.client.ledger.census().filter { $0.key != "archive" }
    }

    /// Lets the server know nothing of what plugins ask it for of their own accord, and waits for that.
    private func beModest(_ client: ScriptedClient) async throws {
        await client.server.refuse { request in
            request.first("enable", "urn:xmpp:carbons:2") != nil
                || request["to"] == "alice@example.org" && request.first("query", DiscoInfo.namespace) != nil
        }
        try await rest(client)
    }

    /// Waits until no plugin does anything of its own accord any more.
    private func rest(_ client: ScriptedClient) async throws {
        try await within("the plugins' own work") {
            while client.client.ledger.census().contains(where: { $0.key != "core" && $0.value[.task] != nil }) {
                try await client.settle()
            }
        }
    }

    /// Enters the room lobby@muc.example.org as Alice, in which there is nobody else.
    private func enter(_ client: ScriptedClient) async throws {
        let room = "lobby@muc.example.org"
        client.type("/join \(room) Alice")
        let question = try await within("the look at the room") { try await client.server.next() }
        await client.receive(
            """
            <iq type='result' from='\(room)' id='\(question["id"] ?? "")'>\
            <query xmlns='http://jabber.org/protocol/disco#info'><identity category='conference' type='text'/>\
            <feature var='http://jabber.org/protocol/muc'/></query></iq>
            """)
        let presence = try await within("the presence") { try await client.server.next() }
        #expect(presence["to"] == "\(room)/Alice")
        let seen = client.front.lines.count
        await client.receive(
            """
            <presence from='\(room)/Alice'><x xmlns='http://jabber.org/protocol/muc#user'>\
            <item affiliation='none' role='participant'/><status code='110'/></x></presence>
            """)
        await client.receive("<message from='\(room)' type='groupchat'><subject/></message>")
        try await client.front.wait(for: "You are in \(room) as Alice", after: seen)
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
        try await rest(client)
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
