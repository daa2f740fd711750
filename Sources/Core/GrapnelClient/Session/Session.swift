internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

/// One account's way to its server: connects, keeps the stream, and forwards to the machines that know the rules.
actor Session {
    typealias Requests = RequestTracker<CheckedContinuation<IQ, any Error>, ContinuousClock.Instant>

    /// What there is only while a stream is up.
    struct Live {
        let address: JID
        let features: StreamFeatures
        let tls: TLSSession?
        let writer: StreamWriter
        let transport: any Transport
        var requests: Requests
        var keepAlive: KeepAlive<ContinuousClock.Instant>
        /// Whether roster and presence are done, so that messages may leave.
        var isReady = false
        /// Whether our end tag is out.
        var isClosing = false
    }

    nonisolated let account: Account
    nonisolated let surroundings: SessionSurroundings
    nonisolated let gate: SourceGate

    var state = ConnectionState.offline
    var roster = Roster()
    var live: Live?
    /// What this account says of itself to everybody.
    var ownPresence = Presence()
    /// The one run through the outbox, while there is one.
    var outboxRun: Task<Void, Never>?

    private var runner: Task<Void, Never>?
    private var arrivals: [CheckedContinuation<Void, any Error>] = []
    /// The pause between two attempts, while there is one.
    private var pause: Task<Void, any Error>?

    init(_ account: Account, _ surroundings: SessionSurroundings) {
        self.account = account
        self.surroundings = surroundings
        self.gate = SourceGate(account: account.jid, claims: surroundings.claims)
    }

    /// Goes online; returns when presence is sent.
    ///
    /// - Parameter persistent: whether to go on trying where the first attempt fails for a passing reason.
    /// - Throws: ``SessionError`` for the first attempt that fails.
    func connect(persistent: Bool = false) async throws {
        if live?.isReady == true { return }
        // Whoever asks does not want to wait for the pause between two attempts to end.
        pause?.cancel()
        if runner == nil {
            runner = Task { await self.run(persistent: persistent) }
        }
        try await withCheckedThrowingContinuation { arrivals.append($0) }
    }

    /// Closes the stream in order and stays offline.
    func disconnect() async {
        guard let running = runner else { return }
        if live == nil {
            running.cancel()
            pause?.cancel()
        } else if live?.isClosing == false {
            live?.isClosing = true
            await sayGoodbye()
        }
        let deadline = Task {
            try await Task.sleep(for: .seconds(3))
            running.cancel()
        }
        await running.value
        deadline.cancel()
    }

    private func run(persistent: Bool) async {
        var pauses = Reconnection()
        var goesOn = persistent
        while !Task.isCancelled {
            do {
                try await runOnce()
                break
            } catch {
                if live?.isReady == true {
                    goesOn = true
                    pauses = pauses.afterSuccess()
                }
                let isClosing = live?.isClosing ?? false
                await end()
                if isClosing || Task.isCancelled { break }
                let failure = SessionError(error)
                let length = goesOn && failure.isTemporary ? pauses.next(now: .now) : nil
                await change(.failed(reason: failure.description, retryingIn: length))
                settle(failure)
                guard let length else {
                    runner = nil
                    return
                }
                await wait(length)
            }
        }
        await end()
        await change(.offline)
        settle(SessionError(TransportError(.cancelled, account.server.description)))
        runner = nil
    }

    /// Waits between two attempts, unless somebody cannot.
    private func wait(_ length: Duration) async {
        let pause = Task { try await Task.sleep(for: length) }
        self.pause = pause
        _ = await pause.result
        self.pause = nil
    }

    /// One stream from connecting to its end; returns after an orderly end that we asked for.
    private func runOnce() async throws {
        await change(.connecting)
        guard let record = try await surroundings.profile.account(account.jid) else {
            throw CommandError("There is no account \(account) any more.")
        }
        let opening: StreamOpening
        do {
            opening = try await StreamOpening.open(
                record, credential: try storedKeys(of: record), password: { try await self.password(of: record) },
                connector: surroundings.connector)
        } catch let failure as StreamFailure where failure.login?.condition == .notAuthorized {
            // Keys that the server refuses would be refused again: the next login asks for the password.
            try await surroundings.profile.updateAccount(account.jid) { $0.scramKeys = nil }
            throw failure
        }
        if let login = opening.negotiated.login { try await remember(login) }
        try await serve(opening)
    }

    private func serve(_ opening: StreamOpening) async throws {
        let negotiated = opening.negotiated
        let writer = StreamWriter(opening.transport)
        live = Live(
            address: negotiated.address, features: negotiated.features, tls: negotiated.tls, writer: writer,
            transport: opening.transport, requests: Requests(account: negotiated.address),
            keepAlive: KeepAlive(now: .now)
        )
        surroundings.addresses[account.jid] = negotiated.address
        let queue = StanzaQueue()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await writer.run(); return false
            }
            group.addTask {
                try await self.read(opening.reader, first: negotiated.remainder, into: queue); return true
            }
            group.addTask {
                await self.process(queue); return false
            }
            group.addTask {
                try await self.watch(); return false
            }
            group.addTask {
                try await self.begin(); return false
            }
            defer {
                queue.finish()
                group.cancelAll()
            }
            // The reader's return is the orderly end; anything thrown is another.
            while let isOver = try await group.next(), !isOver {}
        }
        await opening.transport.close()
        if live?.isClosing == false { throw StreamError(.reset, text: nil) }
    }

    /// Cleans up behind a stream, whatever ended it.
    private func end() async {
        guard let ended = live else { return }
        live = nil
        surroundings.addresses[account.jid] = nil
        surroundings.forgetRooms(account)
        roster.forgetPresence()
        var requests = ended.requests
        for waiter in requests.disconnect() { waiter.resume(throwing: RequestFailure.disconnected) }
        await ended.transport.close()
        if ended.isReady { await surroundings.hooks.sessionEnded.tell(account) }
    }

    /// Called once roster and presence are done.
    func arrive() async {
        guard let address = live?.address else { return }
        live?.isReady = true
        await change(.online(address))
        settle(nil)
        await surroundings.hooks.sessionStarted.tell(account)
    }

    private func settle(_ error: SessionError?) {
        let waiting = arrivals
        arrivals = []
        for continuation in waiting {
            if let error { continuation.resume(throwing: error) } else { continuation.resume() }
        }
    }

    func change(_ state: ConnectionState) async {
        guard self.state != state else { return }
        self.state = state
        await surroundings.front.present(.connection(account: account.jid, state))
    }
}

extension Session {
    private func storedKeys(of record: AccountRecord) throws -> SCRAMCredential? {
        try record.scramKeys.map { .keys(try StoredKeys.read($0)) }
    }

    /// From the command that the account names, or from the person.
    private func password(of record: AccountRecord) async throws -> String {
        if let command = record.passwordCommand { return try await PasswordCommand.run(command) }
        if let password = await surroundings.front.secret("Password of \(account): ") { return password }
        throw CommandError(
            "A password for \(account) is needed: type /connect \(account) in a terminal, or set a command that "
                + "prints it with /account set \(account) password-command.")
    }

    private func remember(_ login: SCRAMOutcome) async throws {
        let keys = try StoredKeys.write(login.keys)
        try await surroundings.profile.updateAccount(account.jid) { record in
            record.scramKeys = keys
            record.usedMechanism = login.pin.mechanism.rawValue
            record.usedChannelBinding = login.pin.mechanism.bindsChannel
        }
    }
}
