package import GrapnelKit

extension Client {
    package func advertise(_ feature: String, owner: String) {
        features.add(feature)
        note(.feature, feature, owner) { [features] in features.remove(feature) }
    }

    package func bindFeature(_ element: XMLElement, owner: String) {
        bindFeatures.add(element)
        note(.bindFeature, element.namespace, owner) { [bindFeatures] in bindFeatures.remove(element) }
    }

    package func answer(
        _ kind: IQ.RequestKind, name: String, namespace: String, owner: String,
        _ body: @escaping @Sendable (Account, Source, IQ, XMLElement) async throws -> XMLElement?
    ) throws {
        let key = HandlerTable.Key(kind: kind, name: name, namespace: namespace)
        try handlers.add(key, HandlerTable.Handler(owner: owner, body: body))
        note(.handler, "\(kind.rawValue) \(name) \(namespace)", owner) { [handlers] in handlers.remove(key) }
    }

    package func filter<Value: Sendable>(
        _ point: FilterPoint<Value>, at stage: Stage, name: String, before: [String], after: [String], owner: String,
        _ body: @escaping FilterBody<Value>
    ) throws {
        let remove = try hooks.add(
            point, at: stage, name: name, before: before, after: after, owner: owner, body)
        note(.filter, "\(point.name)/\(stage)", owner, remove)
    }

    package func observe<Event: Sendable>(
        _ point: ObservationPoint<Event>, owner: String, _ body: @escaping ObserverBody<Event>
    ) {
        do {
            note(.observer, point.name, owner, try hooks.add(point, owner: owner, body))
        } catch {
            present(Notice("The plugin \(owner) cannot watch \(point.name): \(error)"))
        }
    }

    package func run<Value: Sendable>(
        _ value: Value, through point: FilterPoint<Value>
    ) async throws -> FilterOutcome<Value> {
        try await hooks.run(value, through: point)
    }

    package func tell<Event: Sendable>(_ event: Event, at point: ObservationPoint<Event>) async throws {
        try await hooks.tell(event, at: point)
    }

    package func command(_ command: Command, owner: String) throws {
        try commandTable.add(command, owner: owner)
        note(.command, "/\(command.name)", owner) { [commandTable] in commandTable.remove(command.name) }
    }

    package func complete(_ kind: VariableKind, owner: String, _ body: @escaping CompletionBody) {
        note(.completer, kind.rawValue, owner, completers.add(kind, body))
    }

    package func task(_ name: String, owner: String, _ body: @escaping @Sendable () async throws -> Void) {
        let (started, begin) = AsyncStream<UInt64>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let task = Task { [ledger, log] in
            do {
                try await body()
            } catch is CancellationError {
            } catch {
                log.warn("the task \(name) of \(owner) failed: \(error)")
            }
            for await number in started { ledger.strike(number, owner: owner); break }
        }
        begin.yield(ledger.add(Registration(kind: .task, label: name) { task.cancel() }, owner: owner))
        begin.finish()
    }

    private func note(
        _ kind: Registration.Kind, _ label: String, _ owner: String, _ undo: @escaping @Sendable () -> Void
    ) {
        ledger.add(Registration(kind: kind, label: label) { undo() }, owner: owner)
    }

    // MARK: Rooms

    package func claim(_ room: JID, account: Account, presence: Presence, owner: String) async throws {
        guard let occupant = presence.to, occupant.bare == room, occupant.resource != nil else {
            throw CommandError("A room is entered with a presence to the room and a nick.")
        }
        guard addresses[account.jid] != nil else { throw Session.offline(account) }
        let id = ConversationID(account: account.jid, peer: room)
        let registration = Registration(kind: .room, label: "\(room) on \(account)") { [self] in
            await withdraw(id, account, owner)
        }
        // Written down first, so that there is no moment at which the claim could end and its entry stay.
        let number = ledger.add(registration, owner: owner)
        var isNew = false
        defer { if !isNew { ledger.strike(number, owner: owner) } }
        isNew = try claims.claim(id, owner: owner, occupant: occupant, ledgerNumber: number)
        do {
            try await send(presence.element, account: account)
        } catch {
            // A room that was never entered is nobody's.
            if isNew { try await release(room, account: account, presence: nil, owner: owner) }
            throw error
        }
    }

    package func note(occupant: JID, account: Account, owner: String) throws {
        let id = ConversationID(account: account.jid, peer: occupant.bare)
        guard occupant.resource != nil, claims.move(id, owner: owner, to: occupant) else {
            throw CommandError("The plugin \(owner) is not in \(id.peer), so it has no nick there.")
        }
    }

    package func release(_ room: JID, account: Account, presence: Presence?, owner: String) async throws {
        let id = ConversationID(account: account.jid, peer: room)
        guard let claim = claims[id], claim.owner == owner else { return }
        claims.release(id)
        ledger.strike(claim.ledgerNumber, owner: owner)
        if let presence { try await send(presence.element, account: account) }
    }

    /// A session that is over is in no room.
    var forgetRooms: @Sendable (Account) -> Void {
        { [claims, ledger] account in
            for claim in claims.releaseAll(of: account.jid) { ledger.strike(claim.ledgerNumber, owner: claim.owner) }
        }
    }

    /// What the core does for a plugin that is gone: it leaves the room (RFC 6121 §4.6.3).
    private func withdraw(_ id: ConversationID, _ account: Account, _ owner: String) async {
        guard claims[id]?.owner == owner, let claim = claims.release(id) else { return }
        do {
            try await send(Presence(.unavailable, to: claim.occupant).element, account: account)
        } catch {
            log.note("\(account): \(claim.occupant) was left without a word: \(error)")
        }
    }
}
