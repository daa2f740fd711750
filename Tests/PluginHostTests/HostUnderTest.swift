@testable import GrapnelClient
@testable import GrapnelKit
import GrapnelStore
import Synchronization
import TestSupport

/// A plugin host over the registries of a client that has no account.
final class HostUnderTest: Sendable {
    let client: Client
    let host: PluginHost
    let before: [String: [Registration.Kind: Int]]
    private let directory: TemporaryDirectory
    private let folder: PluginFolder?

    /// - Parameters:
    ///   - choices: what the person in front has chosen before.
    ///   - remember: what happens before a choice is remembered.
    init(
        _ folder: PluginFolder? = nil, patience: Duration = .seconds(60), choices: [String: Bool] = [:],
        remember: @escaping @Sendable () throws -> Void = {}
    ) async throws {
        directory = try TemporaryDirectory()
        self.folder = folder
        let profile = try await Profile.open(in: ProfileDirectory(at: directory.path))
        for (id, isEnabled) in choices { try await profile.setPlugin(id, isEnabled: isEnabled) }
        client = try Client(
            profile: profile, plugins: PluginSearchPath(folders: []), front: RecordingFront(),
            connector: MemoryConnector())
        before = client.ledger.census()
        host = PluginHost(
            PluginHost.Surroundings(
                services: client, ledger: client.ledger,
                isEnabled: { try await profile.pluginChoices()[$0] },
                remember: {
                    try remember()
                    try await profile.setPlugin($0, isEnabled: $1)
                }),
            path: folder?.searchPath ?? PluginSearchPath(folders: []), patience: patience)
    }

    /// What is registered now and was not before.
    var left: [Registration.Kind: Int] {
        var left: [Registration.Kind: Int] = [:]
        for (owner, kinds) in client.ledger.census() {
            for (kind, count) in kinds { left[kind, default: 0] += count - (before[owner]?[kind] ?? 0) }
        }
        return left.filter { $0.value != 0 }
    }

    /// Whether a trace of the plugin is in any table that answers, filters, watches or prints.
    func traces(of id: String) async -> [String] {
        var traces = client.hooks.descriptions.filter { $0.handler.hasPrefix(id) }.map { "\($0.point) \($0.handler)" }
        traces += client.commands.map(\.name).filter { $0.hasPrefix(id) }
        traces += client.features.all.filter { $0.hasPrefix("urn:grapnel:") }
        for (name, namespace) in [("question", "urn:grapnel:test"), ("sought", "urn:grapnel:probe")] {
            let key = HandlerTable.Key(kind: .get, name: name, namespace: namespace)
            if client.handlers[key] != nil { traces.append(namespace) }
        }
        traces += await client.completers.candidates(.nick, CompletionQuery(prefix: "r", conversation: nil))
        return traces
    }

    func state(of id: String) async -> PluginStatus.State? {
        await host.statuses.first { $0.manifest.id == id }?.state
    }

    /// The error of a call that has to fail, as the person in front reads it.
    func sentence(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return "\(error)"
        }
    }
}
