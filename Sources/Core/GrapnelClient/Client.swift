public import GrapnelKit
public import GrapnelStore
public import GrapnelStream
internal import Synchronization

/// The core of a running Grapnel: composes profile, registries, sessions and plugins, and serves one front.
///
/// It holds no state of its own beyond what it composes; every method forwards to the part that knows.
public final class Client: Sendable {
    let profile: Profile
    let front: any Front
    let ledger = Ledger()
    let hooks: HookTable
    let handlers = HandlerTable()
    let features = FeatureTable()
    let bindFeatures = BindFeatureTable()
    let commandTable = CommandTable()
    let completers = CompleterTable()
    let claims = RoomClaims()
    let addresses = BoundAddresses()
    let unshown = UnshownEntries()
    let log = EventLog()
    let connector: any Connector
    let clock: any SessionClock
    let keepAlive: KeepAliveSettings
    let reconnection: ReconnectionSettings
    let newIdentifier: @Sendable () -> String
    let sessions = Mutex<[JID: Session]>([:])
    let order = Mutex<[Account]>([])
    let notices: NoticeBoard
    private let host = Mutex<PluginHost?>(nil)
    private let pluginPath: PluginSearchPath
    private let network: (any NetworkMonitor)?

    /// - Parameters:
    ///   - plugins: where plugins are looked for.
    ///   - connector: what opens connections; the network's, unless a test has one of its own.
    ///   - network: what tells when the machine's network changes; nil for nobody.
    ///   - clock: the time that sessions go by.
    ///   - keepAlive: how silent connections are kept and given up.
    ///   - reconnection: how patiently lost streams are sought again.
    ///   - newID: makes stanza identifiers; unguessable ones unless a test wants to know them.
    public init(
        profile: Profile, plugins: PluginSearchPath, front: any Front, connector: any Connector,
        network: (any NetworkMonitor)? = nil, clock: any SessionClock = ContinuousClock(),
        keepAlive: KeepAliveSettings = KeepAliveSettings(),
        reconnection: ReconnectionSettings = ReconnectionSettings(), newID: (@Sendable () -> String)? = nil
    ) throws {
        self.profile = profile
        self.front = front
        self.notices = NoticeBoard(front: front)
        self.connector = connector
        self.network = network
        self.clock = clock
        self.keepAlive = keepAlive
        self.reconnection = reconnection
        self.pluginPath = plugins
        self.newIdentifier = newID ?? OpaqueID.next
        let log = log
        self.hooks = HookTable { owner, error in log.warn("a handler of \(owner) failed: \(error)") }
        try CorePipeline(profile: profile, hooks: hooks, front: front, unshown: unshown).register()
        try registerDisco()
        try registerCommands()
        registerCompleters()
    }

    /// Activates the plugins, and connects the accounts that want to be connected at start.
    ///
    /// What goes wrong with one plugin or account is shown in front and stops no other.
    public func start(connecting: Bool = true) async throws {
        task("notices", owner: Ledger.core) { [notices] in await notices.run() }
        try await finishRemoval()
        if let network { watch(network) }
        for record in try await profile.accounts() { add(Account(record.jid)) }
        let host = PluginHost(
            PluginHost.Surroundings(
                services: self,
                ledger: ledger,
                isEnabled: { [profile] id in try await profile.pluginChoices()[id] },
                remember: { [profile] id, isEnabled in try await profile.setPlugin(id, isEnabled: isEnabled) }
            ),
            path: pluginPath
        )
        self.host.withLock { $0 = host }
        for sentence in await host.start() { await front.present(.notice(Notice(sentence))) }
        guard connecting else { return }
        for record in try await profile.accounts() where record.isEnabled {
            if let session = session(of: record.jid) {
                // The outcome is shown as a change of the connection's state.
                task("connect", owner: Self.connecting) {
                    do { try await session.connect(persistent: true) } catch is SessionError {}
                }
            }
        }
    }

    /// Activates a plugin that is linked into the program instead of opened as a library.
    public func activate(_ plugin: any Plugin, as id: String) async throws {
        try await plugins?.activate(plugin, as: id)
    }

    /// Deactivates the plugins, closes every stream in order, then the profile.
    public func stop() async {
        await ledger.release(owner: Self.connecting)
        // Plugins first: they leave their rooms while there is a stream to say so on.
        await plugins?.stop()
        await withTaskGroup(of: Void.self) { group in
            for session in sessions.withLock({ Array($0.values) }) {
                group.addTask { await session.disconnect() }
            }
        }
        notices.finish()
        do {
            try await profile.close()
        } catch {
            log.warn("the profile could not be closed: \(error)")
        }
    }

    private func watch(_ network: any NetworkMonitor) {
        let changes = network.changes()
        task("network", owner: Self.connecting) { [weak self] in
            for await change in changes {
                guard let self else { return }
                for session in sessions.withLock({ Array($0.values) }) { await session.networkChanged(change) }
            }
        }
    }

    /// The owner of what connects at start.
    static let connecting = "core.start"

    var plugins: PluginHost? { host.withLock { $0 } }

    /// Says whether somebody looks at this program; servers then save what can wait (XEP-0352).
    public func setActive(_ isActive: Bool) async {
        for session in sessions.withLock({ Array($0.values) }) { await session.setActive(isActive) }
    }

    // MARK: Accounts and sessions

    func add(_ account: Account) {
        let session = Session(account, surroundings)
        sessions.withLock { $0[account.jid] = session }
        order.withLock { $0.append(account) }
    }

    func remove(_ account: JID) async {
        await session(of: account)?.disconnect()
        sessions.withLock { $0[account] = nil }
        order.withLock { $0.removeAll { $0.jid == account } }
    }

    func session(of account: JID) -> Session? {
        sessions.withLock { $0[account.bare] }
    }

    private var surroundings: SessionSurroundings {
        SessionSurroundings(
            profile: profile, connector: connector, clock: clock, keepAlive: keepAlive, reconnection: reconnection,
            hooks: hooks, handlers: handlers, bindFeatures: bindFeatures, claims: claims, front: front,
            newID: newIdentifier, addresses: addresses, unshown: unshown, log: log,
            forgetRooms: forgetRooms)
    }
}
