internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

extension Session {
    /// Goes online; returns when presence is sent.
    ///
    /// - Parameter persistent: whether to go on trying where the first attempt fails for a passing reason.
    /// - Throws: ``SessionError`` for the first attempt that fails.
    func connect(persistent: Bool = false) async throws {
        if live?.isClosing == true { await runner?.value }
        if live?.isReady == true, live?.stream != nil { return }
        if runner == nil {
            runner = Task { await self.run(persistent: persistent) }
        } else if case .failed = state {
            // Whoever asks does not want to wait for the pause between two attempts to end.
            hurry(isAskedFor: true)
        }
        nextArrival += 1
        let number = nextArrival
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { arrivals[number] = $0 }
        } onCancel: {
            Task { await self.stopWaiting(number) }
        }
    }

    /// Closes the stream in order and stays offline; takes three seconds at most.
    func disconnect() async {
        guard let running = runner else { return }
        // First of all, since a server that reads nothing would hold up the farewell itself.
        let deadline = Task { [clock = surroundings.clock] in
            try await clock.sleep(for: .seconds(3))
            running.cancel()
        }
        if live?.stream == nil {
            running.cancel()
        } else if live?.isClosing == false {
            live?.isClosing = true
            await sayGoodbye()
        }
        await running.value
        deadline.cancel()
    }

    /// Tries at once, and looks whether a connection that seems to be up still is; to be told when the network is back.
    func networkReturned() {
        if live?.stream != nil {
            ask()
            _ = live?.stream?.keepAlive.handle(.asked(surroundings.clock.now))
        } else if runner != nil, case .failed = state {
            hurry(isAskedFor: false)
        }
    }

    private func hurry(isAskedFor: Bool) {
        guard reconnection.hurry(now: surroundings.clock.now, isAskedFor: isAskedFor) else { return }
        isHurried = true
        pause?.cancel()
    }

    private func run(persistent: Bool) async {
        var goesOn = persistent
        var isOrderly = false
        while !Task.isCancelled {
            do {
                try await runOnce()
                isOrderly = true
                break
            } catch {
                let wasUp = live?.isReady == true && live?.stream != nil
                if wasUp { goesOn = true }
                let isClosing = live?.isClosing ?? false || isUnregistering
                if isUnregistering { farewell = error as? StreamError }
                let failure = SessionError(error)
                let isHeld = isWorthResuming && failure.isTemporary && !isClosing && !Task.isCancelled
                if isHeld { await holdOn() } else { await end(after: error) }
                if isClosing || Task.isCancelled { break }
                var length: Duration?
                if goesOn, failure.isTemporary {
                    let now = surroundings.clock.now
                    length = wasUp ? reconnection.afterBreak(canResume: isHeld, now: now) : reconnection.next(now: now)
                }
                // A break that is mended at once is nobody's concern.
                if wasUp, length == .zero { continue }
                // Whoever waited gets this outcome; whoever comes while it is being shown waits for the next.
                settle(failure)
                if length == nil { runner = nil }
                await change(.failed(reason: failure.description, retryingIn: length))
                guard let length else { return }
                await wait(length)
            }
        }
        await end()
        if isOrderly { await forgetStream() }
        settle(SessionError(TransportError(.cancelled, account.server.description)))
        runner = nil
        await change(.offline)
    }

    /// Ends the session, and forgets the stream where taking it up would lead to the same error.
    private func end(after error: any Error) async {
        let isPoisoned = live?.canResume == false && live?.grant?.id != nil
        await end()
        let isMismatch = (error as? StreamFailure)?.condition == .resumptionMismatch || error is CountMismatch
        if isPoisoned || isMismatch { await forgetStream() }
    }

    /// Waits between two attempts, unless somebody cannot.
    private func wait(_ length: Duration) async {
        defer { isHurried = false }
        guard !isHurried, !Task.isCancelled else { return }
        let pause = Task { [clock = surroundings.clock] in try await clock.sleep(for: length) }
        self.pause = pause
        await withTaskCancellationHandler {
            _ = await pause.result
        } onCancel: {
            pause.cancel()
        }
        self.pause = nil
    }

    /// One stream from connecting to its end; returns after an orderly end that we asked for.
    private func runOnce() async throws {
        await change(.connecting)
        guard let record = try await identifiedRecord() else {
            throw CommandError("There is no account \(account) any more.")
        }
        let resumption = try await resumption()
        let opening: StreamOpening
        do {
            opening = try await StreamOpening.open(
                record, credential: try storedKeys(of: record), password: { try await self.password(of: record) },
                wishes: wishes(resumption), forgetToken: { try await self.forgetToken() },
                connector: surroundings.connector, clock: surroundings.clock)
        } catch let failure as StreamFailure where failure.login != nil {
            try await noteRefusal(failure)
            throw failure
        }
        if let login = opening.negotiated.login { try await remember(login, of: opening.negotiated) }
        try await serve(opening, told: resumption?.handled)
    }

    func settle(_ error: SessionError?) {
        let waiting = arrivals.values
        arrivals = [:]
        for continuation in waiting {
            if let error { continuation.resume(throwing: error) } else { continuation.resume() }
        }
    }

    private func stopWaiting(_ number: UInt64) {
        arrivals.removeValue(forKey: number)?.resume(throwing: CancellationError())
    }
}
