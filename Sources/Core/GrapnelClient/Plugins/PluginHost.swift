internal import Dispatch
internal import GrapnelKit

/// Finds, opens, activates and deactivates plugins, and remembers which are enabled.
actor PluginHost {
    /// What the host needs of the client around it.
    struct Surroundings: Sendable {
        let services: any CoreServices
        let ledger: Ledger
        /// Whether the person wants a plugin; nil where they never said.
        let isEnabled: @Sendable (_ id: String) async throws -> Bool?
        let remember: @Sendable (_ id: String, _ isEnabled: Bool) async throws -> Void
    }

    private let surroundings: Surroundings
    private let path: PluginSearchPath
    private let patience: Duration
    private var found: [String: FoundPlugin] = [:]
    private var states: [String: PluginStatus.State] = [:]
    private var active: [String: any Plugin] = [:]
    /// Plugins whose state is changing, so that two commands do not cross.
    private var busy: Set<String> = []

    /// - Parameter patience: how long an activation may take; 10 seconds unless told otherwise.
    init(_ surroundings: Surroundings, path: PluginSearchPath, patience: Duration = .seconds(10)) {
        self.surroundings = surroundings
        self.path = path
        self.patience = patience
    }

    /// Looks what there is and activates what is enabled; answers one sentence for each that failed.
    func start() async -> [String] {
        let result = PluginLocator.search(path)
        found = Dictionary(uniqueKeysWithValues: result.found.map { ($0.manifest.id, $0) })
        var sentences = result.refused.map(\.description)
        for plugin in result.found {
            do {
                guard try await surroundings.isEnabled(plugin.manifest.id) ?? true else {
                    states[plugin.manifest.id] = .disabled
                    continue
                }
                try await activate(plugin)
            } catch {
                states[plugin.manifest.id] = .failed(reason: "\(error)")
                sentences.append("\(error)")
            }
        }
        return sentences
    }

    /// Activates a plugin and remembers that it is wanted.
    func enable(_ id: String) async throws {
        let plugin = try claim(id)
        defer { busy.remove(id) }
        if active[id] == nil {
            do {
                try await activate(plugin)
            } catch {
                states[id] = .failed(reason: "\(error)")
                throw error
            }
        }
        try await surroundings.remember(id, true)
    }

    /// Deactivates a plugin, with everything it registered, and remembers that it is not wanted.
    func disable(_ id: String) async throws {
        _ = try claim(id)
        defer { busy.remove(id) }
        try await surroundings.remember(id, false)
        await surroundings.ledger.release(owner: id)
        active[id] = nil
        states[id] = .disabled
    }

    /// Deactivates all, as the client stops.
    func stop() async {
        for id in active.keys.sorted(by: >) {
            await surroundings.ledger.release(owner: id)
            active[id] = nil
        }
    }

    var statuses: [PluginStatus] {
        found.values.sorted { $0.manifest.id < $1.manifest.id }.map { plugin in
            let id = plugin.manifest.id
            return PluginStatus(
                manifest: plugin.manifest,
                state: states[id] ?? .disabled,
                registrations: surroundings.ledger.labels(owner: id).map { "\($0.kind.rawValue) \($0.label)" }
            )
        }
    }

    /// The plugin that would provide a command, and is not active.
    func provider(ofCommand name: String) -> PluginManifest? {
        found.values.first { active[$0.manifest.id] == nil && $0.manifest.commands.contains(name) }?.manifest
    }

    private func claim(_ id: String) throws -> FoundPlugin {
        guard let plugin = found[id] else { throw PluginError(.unknown, id) }
        guard busy.insert(id).inserted else {
            throw CommandError("The plugin \(id) is being switched right now; try again in a moment.")
        }
        return plugin
    }

    private func activate(_ plugin: FoundPlugin) async throws {
        let manifest = plugin.manifest
        if let version = KitVersion(GrapnelKitVersion.current), !manifest.kit.contains(version) {
            throw PluginError(.kit, manifest.id, "it wants \(manifest.kit) and this is \(GrapnelKitVersion.current)")
        }
        let instance = try await Self.open(plugin.libraryPath, id: manifest.id)
        try await activate(instance, as: manifest.id)
    }

    /// Activates an instance in a transaction: a throw undoes every registration.
    func activate(_ instance: any Plugin, as id: String) async throws {
        let context = PluginContext(plugin: id, services: surroundings.services)
        do {
            try await Self.within(patience, of: id) { try await instance.activate(in: context) }
        } catch {
            await surroundings.ledger.release(owner: id)
            if error is PluginError { throw error }
            throw PluginError(.activation, id, "\(error)")
        }
        active[id] = instance
        states[id] = .active
    }

    /// Opens a library on a thread that may block.
    private static func open(_ path: String, id: String) async throws -> any Plugin {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try PluginLibrary.open(path, id: id) })
            }
        }
    }

    /// Gives up waiting after a while; the work itself is cancelled and left behind.
    private static func within(
        _ patience: Duration, of id: String, _ work: @escaping @Sendable () async throws -> Void
    ) async throws {
        let race = AsyncStream<Result<Void, any Error>>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let worker = Task {
            do {
                race.continuation.yield(.success(try await work()))
            } catch {
                race.continuation.yield(.failure(error))
            }
        }
        let clock = Task {
            try await Task.sleep(for: patience)
            race.continuation.yield(.failure(PluginError(.timeout, id, "\(patience)")))
        }
        defer {
            worker.cancel()
            clock.cancel()
        }
        for await outcome in race.stream { return try outcome.get() }
        throw CancellationError()
    }
}
