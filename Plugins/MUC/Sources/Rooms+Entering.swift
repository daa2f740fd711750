internal import GrapnelKit

extension Rooms {
    /// Looks at a room, enters it and waits until it has let us in (XEP-0045 §7.2).
    ///
    /// - Throws: ``CommandError`` with one sentence for every way in which this can fail.
    func enter(_ wanted: Room, on account: Account) async throws -> Welcome {
        var room = wanted
        room.announcesOccupantIDs = try await look(at: room.address, on: account)?.announcesOccupantIDs ?? false
        return try await arrive(in: room, by: knock(at: room, on: account), on: account)
    }

    /// Asks to be let in, and answers the stream on which the outcome comes.
    func knock(at room: Room, on account: Account) async throws -> AsyncStream<RoomTable.Outcome> {
        let occupant = try room.address.withResource(room.nick)
        let entrance = RoomEntrance(password: room.password, history: room.history)
        let stream = try table.begin(room)
        do {
            let presence = Presence(to: occupant, id: context.newID(), payloads: [entrance])
            try await context.enter(room.address, with: presence, on: account)
            // Left while the presence was on its way: the goodbye may have been before it.
            if table[room.id] == nil { try await leave(room, on: account) }
            return stream
        } catch {
            giveUp(room)
            throw error
        }
    }

    /// Waits until the room has let us in.
    func arrive(
        in room: Room, by stream: AsyncStream<RoomTable.Outcome>, on account: Account
    ) async throws -> Welcome {
        let waited: Waited
        do {
            waited = try await wait(for: stream)
        } catch {
            // Whoever waited does not want to any more, and the room may still let us in.
            giveUp(room)
            try await leave(room, on: account)
            throw error
        }
        switch waited {
        case .answer(.success(.entered(let welcome))):
            if welcome.isCreated { try await unlock(room, on: account) }
            return welcome
        case .answer(.failure(let failure)):
            throw CommandError(failure.sentence)
        case .answer(.success(.renamed)), .over:
            throw CommandError("You left \(room.address) before it let you in.")
        case .timedOut:
            giveUp(room)
            // It may still let us in, so it is told that we no longer want to.
            try await leave(room, on: account)
            throw CommandError(
                "\(room.address) did not answer within 30 seconds; check the address or try again later.")
        }
    }

    private func leave(_ room: Room, on account: Account) async throws {
        let occupant = try room.address.withResource(room.nick)
        try await context.leave(room.address, with: Presence(.unavailable, to: occupant), on: account)
    }

    /// Forgets a room that did not let us in, but keeps one that we were in before the session was lost.
    private func giveUp(_ room: Room) {
        table.stopWaiting(room.id)
        if room.isReturning {
            _ = table.update(room.id) { $0.phase = .lost }
        } else {
            table.forget(room.id)
        }
    }

    /// Accepts the default configuration of a new room, which others can then enter (XEP-0045 §10.1.2).
    private func unlock(_ room: Room, on account: Account) async throws {
        do {
            try await context.request(.set, InstantRoom(), to: room.address, on: account)
            // Only now there is a room that can say what it supports.
            if let info = try await look(at: room.address, on: account) {
                _ = table.update(room.id) { $0.announcesOccupantIDs = info.announcesOccupantIDs }
            }
        } catch {
            tell("Others cannot enter yet, the settings were not accepted: \(error)", in: room.id, on: account)
        }
    }

    // MARK: Looking before entering

    /// What a room says of itself before we enter it (XEP-0045 §6.4); nil where it says nothing.
    ///
    /// - Throws: ``CommandError`` where the address turns out to be something else than a room.
    private func look(at address: JID, on account: Account) async throws -> RoomInfo? {
        switch try await info(of: address, on: account) {
        case .found(let info):
            guard info.isConference else {
                throw CommandError("\(address) is no room; to write to a person use /msg \(address).")
            }
            return info
        case .refused:
            // A room that does not exist yet says nothing; its service does.
            try await lookAtService(of: address, on: account)
            return nil
        case .silent:
            return nil
        }
    }

    private func lookAtService(of address: JID, on account: Account) async throws {
        switch try await info(of: address.server, on: account) {
        case .found(let service) where !service.isConference:
            throw CommandError("There are no rooms at \(address.domain); rooms have a service of their own there.")
        case .refused(let error) where Self.meansUnreachable(error):
            throw CommandError("The service \(address.domain) cannot be reached. \(error)")
        case .found, .refused, .silent:
            break
        }
    }

    /// Whether our own server says that it cannot or will not talk to another.
    private static func meansUnreachable(_ error: StanzaError) -> Bool {
        [.remoteServerNotFound, .remoteServerTimeout, .notAllowed].contains(error.condition)
    }

    private enum Look {
        case found(RoomInfo)
        case refused(StanzaError)
        case silent
    }

    private func info(of address: JID, on account: Account) async throws -> Look {
        do {
            let answer = try await context.request(
                .get, RoomInfo(), to: address, on: account, timeout: .seconds(10))
            return answer[RoomInfo.self].map(Look.found) ?? .silent
        } catch let error as StanzaError {
            return .refused(error)
        } catch RequestFailure.timedOut {
            return .silent
        }
    }

    // MARK: Waiting

    enum Waited: Sendable {
        case answer(RoomTable.Outcome)
        /// The room was left meanwhile.
        case over
        case timedOut
    }

    /// Waits for what a room answers, at most ``patience``.
    func wait(for stream: AsyncStream<RoomTable.Outcome>) async throws -> Waited {
        let clock = clock
        return try await withThrowingTaskGroup(of: Waited.self) { group in
            group.addTask {
                for await outcome in stream { return .answer(outcome) }
                try Task.checkCancellation()
                return .over
            }
            group.addTask {
                try await clock.sleep(Self.patience)
                return .timedOut
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { return .over }
            return first
        }
    }
}
