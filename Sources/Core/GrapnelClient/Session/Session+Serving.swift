internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

extension Session {
    /// What a part of a running stream comes to.
    private enum Step: Sendable {
        /// The reader returned: the stream is over, in order.
        case over
        case done
    }

    /// Serves a stream until its end.
    ///
    /// - Parameter told: how many stanzas the server was told that we have handled.
    /// - Throws: what ended it, unless that was an orderly end that we asked for.
    func serve(_ opening: StreamOpening, told: UInt32?) async throws {
        let signals = Signals()
        let goesOn = try await begin(opening, told: told, signals)
        try await runParts(of: opening, goesOn: goesOn, signals)
        if live?.isClosing == true { return }
        // The server has closed its side; ours is closed too before the connection is (RFC 6120 §4.4).
        if live?.writer.isIdle == true {
            do { try await opening.transport.write(StreamHeader.end) } catch {}
        }
        throw StreamError(.reset)
    }

    private func runParts(of opening: StreamOpening, goesOn: Bool, _ signals: Signals) async throws {
        guard let writer = live?.writer, let queue = live?.queue else { return }
        try await withThrowingTaskGroup(of: Step.self) { group in
            defer {
                // Before the parts are waited for: one of them may be waiting for an answer that cannot come now.
                if live?.isHeld != true { takeDown() }
                group.cancelAll()
            }
            group.addTask {
                try await writer.run(on: opening.transport)
                return .done
            }
            group.addTask {
                try await self.read(opening.reader, after: opening.negotiated, into: queue)
                return .over
            }
            group.addTask {
                try await self.watch()
                return .done
            }
            group.addTask {
                for await _ in signals.owed.stream { await self.answer() }
                return .done
            }
            group.addTask {
                for await _ in signals.acknowledged.stream { await self.noteAcknowledged() }
                return .done
            }
            group.addTask {
                if goesOn { await self.reappear() } else { try await self.appear() }
                return .done
            }
            while let step = try await group.next() {
                if case .over = step { return }
            }
        }
    }

    /// Asks for the roster and sends presence in one flight, then begins to take in what comes.
    private func appear() async throws {
        let shown = ownPresence
        // Whoever is there would not be told again of a presence that stands, and rooms would not be entered again.
        let goodbye = live?.isInherited == true ? [Presence(.unavailable).element] : []
        try await loadRoster(before: goodbye + [shown.element])
        guard let address = live?.address, live?.isOver == false else { return }
        beginProcessing()
        live?.isReady = true
        // It may have been changed while the first one was on its way.
        if ownPresence.element != shown.element { try await send(ownPresence.element) }
        await tellClientState()
        await change(.online(address))
        settle(nil)
        run { await $0.start() }
    }

    /// Takes stanzas from the queue from now on, if that has not begun.
    func beginProcessing() {
        guard let live, live.processor == nil else { return }
        self.live?.processor = Task { await self.process(live.queue) }
    }

    /// Says that the session goes on, and sends what waits.
    private func reappear() async {
        guard let address = live?.address else { return }
        await tellClientState()
        await change(.online(address))
        settle(nil)
        run { session in
            await session.surroundings.hooks.sessionResumed.tell(SessionResumption(account: session.account))
            await session.sendOutbox()
        }
    }

    /// What a session begins with once it is ready: older things first, then what waits in the outbox.
    private func start() async {
        guard let number = live?.number else { return }
        await sendKeptStanzas()
        // Only where something older is open has anything to wait.
        if await !hasUncertain(), live?.number == number { live?.isOutboxOpen = true }
        await surroundings.hooks.sessionStarted.tell(SessionStart(account: account, enabled: live?.enabled ?? []))
        await decideUncertain(number)
        guard live?.number == number else { return }
        live?.isOutboxOpen = true
        await sendOutbox()
    }
}
