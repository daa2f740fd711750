internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

/// One account's way to its server: connects, keeps the stream, and forwards to the machines that know the rules.
actor Session {
    typealias Requests = RequestTracker<CheckedContinuation<IQ, any Error>, ContinuousClock.Instant>

    nonisolated let account: Account
    nonisolated let surroundings: SessionSurroundings
    nonisolated let gate: SourceGate

    var state = ConnectionState.offline
    var roster = Roster()
    var live: Live?
    /// How many sessions there were, and how many things ran in them.
    var (sessionCount, taskCount) = (0, 0)
    /// Who waits for the server's pushes of the roster.
    var pushWatchers: [Int: AsyncStream<RosterChange>.Continuation] = [:]
    /// What this account says of itself to everybody.
    var ownPresence = Presence()
    /// Whether somebody looks at this client.
    var clientState = ClientState.active
    /// A password that was typed for something else just now, such as a registration; the next login takes it.
    var knownPassword: String?
    /// Whether the account is being removed on its server, which ends its streams then.
    var isUnregistering = false
    /// What the server ended the stream with meanwhile.
    var farewell: StreamError?
    /// The one run through the outbox, while there is one.
    var outboxRun: Task<Void, Never>?

    /// The task that connects and serves, from the first attempt to the end.
    var runner: Task<Void, Never>?
    /// Whoever waits for the outcome of the attempt that is being made.
    var arrivals: [UInt64: CheckedContinuation<Void, any Error>] = [:]
    var nextArrival: UInt64 = 0
    /// The pause between two attempts, while there is one.
    var pause: Task<Void, any Error>?
    /// Whether somebody asked to connect before that pause began.
    var isHurried = false
    /// When to try again.
    var reconnection: Reconnection

    init(_ account: Account, _ surroundings: SessionSurroundings) {
        self.account = account
        self.surroundings = surroundings
        self.reconnection = Reconnection(surroundings.reconnection)
        self.gate = SourceGate(account: account.jid, claims: surroundings.claims)
        self.reconnection = Reconnection(surroundings.reconnection)
    }

    func change(_ state: ConnectionState) async {
        guard self.state != state else { return }
        self.state = state
        await surroundings.front.present(.connection(account: account.jid, state))
    }
}

extension Session {
    func storedKeys(of record: AccountRecord) throws -> SCRAMCredential? {
        try record.scramKeys.map { .keys(try StoredKeys.read($0)) }
    }

    /// From the command that the account names, or from the person.
    func password(of record: AccountRecord) async throws -> String {
        if let knownPassword {
            self.knownPassword = nil
            return knownPassword
        }
        if let command = record.passwordCommand { return try await PasswordCommand.run(command) }
        if let password = await surroundings.front.secret("Password of \(account): ") { return password }
        throw CommandError(
            "A password for \(account) is needed: type /connect \(account) in a terminal, or set a command that "
                + "prints it with /account set \(account) password-command.")
    }
}
