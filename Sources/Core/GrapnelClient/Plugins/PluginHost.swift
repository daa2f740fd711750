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
    /// The door of every plugin that has begun its activation and has not ended, the oldest first.
    private var contexts: [PluginContext] = []
    /// Plugins whose state is changing, so that two commands do not cross.
    private var busy: Set<String> = []
    private var isStopped = false

    /// - Parameter patience: how long an activation may take; 10 seconds unless told otherwise.
    init(_ surroundings: Surroundings, path: PluginSearchPath, patience: Duration = .seconds(10)) {
        self.surroundings = surroundings
        self.path = path
        self.patience = patience
    }

    /// Looks what there is and activates what is enabled; answers one sentence for each that failed.
    func start() async -> [String] {
        let result = await OwnThread.run { [path] in PluginLocator.search(path) }
        found = Dictionary(uniqueKeysWithValues: result.found.map { ($0.manifest.id, $0) })
        var sentences = result.refused.map(\.description)
        for plugin in result.found {
            let id = plugin.manifest.id
            // A command may have been quicker.
            guard states[id] == nil, busy.insert(id).inserted else { continue }
            defer { busy.remove(id) }
            do {
                if try await surroundings.isEnabled(id) ?? true {
                    try await activate(plugin)
                } else {
                    states[id] = .disabled
                }
            } catch {
                states[id] = .failed(reason: "\(error)")
                sentences.append("\(error)")
            }
        }
        return sentences
    }

    /// Activates a plugin and remembers that it is wanted; where that cannot be remembered, it is not activated.
    func enable(_ id: String) async throws {
        let plugin = try find(id)
        try claim(id)
        defer { busy.remove(id) }
        guard active[id] == nil else { return try await surroundings.remember(id, true) }
        do {
            try await activate(plugin)
            try await surroundings.remember(id, true)
        } catch {
            await end(id)
            states[id] = .failed(reason: "\(error)")
            throw error
        }
    }

    /// Deactivates a plugin, with everything it registered, and remembers that it is not wanted.
    func disable(_ id: String) async throws {
        _ = try find(id)
        try claim(id)
        defer { busy.remove(id) }
        try await surroundings.remember(id, false)
        await end(id)
        states[id] = .disabled
    }

    /// Deactivates all, the newest first, as the client stops; an activation that is under way is given up.
    func stop() async {
        isStopped = true
        for context in contexts.reversed() { await end(context.plugin) }
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

    /// The plugin that would provide a command, and is not active; the first by name, where there are several.
    func provider(ofCommand name: String) -> PluginManifest? {
        found.values.map(\.manifest).filter { active[$0.id] == nil && $0.commands.contains(name) }.min { $0.id < $1.id }
    }

    /// What an active plugin says of its own condition.
    func report(of id: String) async -> [String] {
        guard let plugin = active[id] else { return [] }
        do {
            let lines = try await Patience.wait(min(patience, .seconds(2))) { await plugin.report() }
            return Array(lines.prefix(20))
        } catch {
            return ["It did not say in time how it is."]
        }
    }

    /// Activates an instance in a transaction: a throw undoes every registration.
    func activate(_ instance: any Plugin, as id: String) async throws {
        try claim(id)
        defer { busy.remove(id) }
        guard active[id] == nil else { throw CommandError("The plugin \(id) is active already.") }
        try await run(instance, as: id)
    }

    private func find(_ id: String) throws -> FoundPlugin {
        guard let plugin = found[id] else { throw PluginError(.unknown, id) }
        return plugin
    }

    private func claim(_ id: String) throws {
        guard busy.insert(id).inserted else {
            throw CommandError("The plugin \(id) is being switched right now; try again in a moment.")
        }
    }

    private func activate(_ plugin: FoundPlugin) async throws {
        let manifest = plugin.manifest
        if let version = KitVersion(GrapnelKitVersion.current), !manifest.kit.contains(version) {
            throw PluginError(.kit, manifest.id, "it wants \(manifest.kit) and this is \(GrapnelKitVersion.current)")
        }
        let instance = try await OwnThread.run {
            Result { () throws(PluginError) in try PluginLibrary.open(plugin.libraryPath, id: manifest.id) }
        }.get()
        try await run(instance, as: manifest.id)
    }

    private func run(_ instance: any Plugin, as id: String) async throws {
        guard !isStopped else { throw PluginError(.activation, id, "Grapnel is being closed") }
        let context = PluginContext(plugin: id, services: surroundings.services)
        contexts.append(context)
        do {
            try await Patience.wait(patience) { try await instance.activate(in: context) }
            guard !isStopped else { throw PluginError(.activation, id, "Grapnel is being closed") }
        } catch {
            await end(id)
            switch error {
            case let error as PluginError: throw error
            case let error as Patience.Exhausted: throw PluginError(.timeout, id, "\(error.patience)")
            default: throw PluginError(.activation, id, "\(error)")
            }
        }
        active[id] = instance
        states[id] = .active
    }

    /// Closes a plugin's door, so that work of it that is still under way adds nothing, then undoes what it registered.
    private func end(_ id: String) async {
        for context in contexts where context.plugin == id { context.close() }
        contexts.removeAll { $0.plugin == id }
        await surroundings.ledger.release(owner: id)
        active[id] = nil
    }
}
