internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

extension Session {
    /// Takes stanzas from the queue, in order, until it is finished.
    func process(_ queue: StanzaQueue) async {
        while let items = await queue.takeAll() {
            for item in items {
                switch item {
                case .stanza(let stanza, let isCounted):
                    await process(stanza, isCounted: isCounted)
                    if isCounted, live?.isUnkept != true { noteHandled() }
                case .consumed: if live?.isUnkept != true { noteHandled() }
                }
            }
        }
    }

    /// One stanza; whatever is wrong with it ends with it.
    private func process(_ element: XMLElement, isCounted: Bool) async {
        do throws(StanzaError) {
            switch (element.name, element.namespace) {
            case ("message", clientNamespace): await receive(try Message(element), isCounted: isCounted)
            case ("presence", clientNamespace): await receive(try Presence(element))
            case ("iq", clientNamespace): await receive(try IQ(element))
            default: surroundings.log.note("\(account): ignored <\(element.name)> of \(element.namespace)")
            }
        } catch {
            surroundings.log.note("\(account): refused a malformed \(element.name): \(error)")
            await refuse(element, error)
        }
    }

    /// Answers a request that cannot be read; an answer to anything else could start a circle (RFC 6120 §8.3.1).
    private func refuse(_ element: XMLElement, _ error: StanzaError) async {
        guard element.name == "iq", element["type"] == "get" || element["type"] == "set" else { return }
        let reply = XMLElement(
            "iq", clientNamespace, ["type": "error", "to": element["from"], "id": element["id"]]
        ) { error.element }
        await answer(reply)
    }

    func source(of stanza: some Stanza) -> Source {
        gate.source(of: stanza.from) { roster.items[$0] != nil }
    }

    // MARK: Messages

    private func receive(_ message: Message, isCounted: Bool) async {
        let source = source(of: message)
        if message.kind == .error {
            await fail(message, source)
            return
        }
        var incoming = incoming(message, source)
        // Where the stream can be taken up, the profile counts the stanza together with what it brings.
        if isCounted, live?.grant?.id != nil, live?.isUnkept == false, let inbound = live?.inbound {
            incoming.count = inbound.handled &+ 1
        }
        switch await takeIn(incoming) {
        case .passed(let message):
            if let entry = message.entry, live?.firstEntry == nil { live?.firstEntry = entry.number }
            if message.entry != nil, let count = message.count { noteKept(count) }
        case .consumed(let owner, let reason): surroundings.log.note("\(account): \(owner) took a message: \(reason)")
        case .failed(let owner, let error):
            let notice = Notice("A message could not be taken in (\(owner)): \(error)", account: account.jid)
            await surroundings.front.present(.notice(notice))
        }
    }

    /// Runs a message through the stages, again and again as long as the profile cannot be written.
    ///
    /// Meanwhile neither it nor anything behind it counts as handled, the queue fills, and the server waits. Where the
    /// session ends first, the server was told of neither and sends them again.
    private func takeIn(_ incoming: IncomingMessage) async -> FilterOutcome<IncomingMessage> {
        var isTold = false
        while true {
            let outcome = await surroundings.hooks.messageReceived.run(incoming)
            guard case .failed(_, let error as StoreError) = outcome, error.mayPass else { return outcome }
            if !isTold { await complain("A message is taken in as soon as it can be stored", error) }
            isTold = true
            do {
                try await surroundings.clock.sleep(for: Self.storePatience)
            } catch {
                live?.isUnkept = true
                return outcome
            }
        }
    }

    /// How long after a failure the profile is tried again.
    private static let storePatience = Duration.seconds(5)

    private func incoming(_ message: Message, _ source: Source) -> IncomingMessage {
        let peer: JID
        let kind: ConversationKind
        let author: String
        switch source {
        case .account: (peer, kind, author) = (account.jid, .direct, account.jid.description)
        case .server: (peer, kind, author) = (account.server, .direct, account.server.description)
        case .contact(let jid), .stranger(let jid): (peer, kind, author) = (jid.bare, .direct, jid.bare.description)
        case .room(let room): (peer, kind, author) = (room, .room, room.description)
        case .occupant(let occupant):
            // What an occupant says to us alone is a conversation of its own (XEP-0045 §7.5).
            let isPrivate = message.kind != .groupchat
            (peer, kind, author) = (
                isPrivate ? message.from ?? occupant.room : occupant.room, isPrivate ? .direct : .room, occupant.nick
            )
        }
        let delay = delay(of: message, source)
        var incoming = IncomingMessage(
            account: account, source: source, stanza: message,
            conversation: ConversationID(account: account.jid, peer: peer), kind: kind, direction: .incoming,
            author: author, sent: min(delay ?? .now, .now), isDelayed: delay != nil
        )
        if kind == .direct {
            incoming.repeatWindow = repeatWindow(of: delay)
            incoming.firstOfStream = delay.flatMap(firstOfStream)
        }
        return incoming
    }

    /// The first message of the stream that one with this delay came on, where the stream's order is that of saying:
    /// for what the server got while it had this session, and sends again because it broke. What it kept from earlier
    /// comes in no order that could be relied on, so that there the moment counts.
    private func firstOfStream(_ delay: Timestamp) -> Int64? {
        guard let live else { return nil }
        // Of a session whose beginning this process has not seen, nothing tells the two apart.
        if live.isInherited { return 0 }
        // Many servers stamp whole seconds, cut off.
        let latest = delay.milliseconds % 1000 == 0 ? delay.milliseconds + 999 : delay.milliseconds
        return latest >= live.began.milliseconds ? live.firstEntry : nil
    }

    /// How far the clocks of a server and of this machine may be apart for one message to be taken for another.
    private static let clockReach: Int64 = 5 * 60 * 1000

    /// When a message would have come if it was delivered before; nil where it cannot have been.
    ///
    /// A server that keeps a message for later says when it got it. One that had it on a stream which it then gave up
    /// may deliver it again as it was, soon after the next login.
    private func repeatWindow(of delay: Timestamp?) -> ClosedRange<Timestamp>? {
        if let moment = delay?.milliseconds {
            let reach = Self.clockReach
            return Timestamp(milliseconds: moment - reach)...Timestamp(milliseconds: moment + reach)
        }
        guard let redelivery = live?.redelivery, surroundings.clock.now < redelivery.until,
            redelivery.since <= .now
        else { return nil }
        return redelivery.since...(.now)
    }

    /// A time in the past is believed of our own server, which puts it last, and of a room about itself; whoever else
    /// sends a message could name any.
    private func delay(of message: Message, _ source: Source) -> Timestamp? {
        // Most have none, and need not find out who would be believed.
        guard message.element.first(Delay.elementName, Delay.namespace) != nil else { return nil }
        let trusted: [JID] =
            switch source {
            case .room(let room): [room, account.server, account.jid]
            case .occupant(let occupant): [occupant.room, account.server, account.jid]
            case .account, .server, .contact, .stranger: [account.server, account.jid]
            }
        for element in message.element.all(Delay.elementName, Delay.namespace).reversed() {
            do {
                let delay = try Delay(from: element)
                if let from = delay.from, trusted.contains(from.bare) { return delay.stamp }
            } catch {
                surroundings.log.note("\(account): ignored a malformed delay: \(error)")
            }
        }
        return nil
    }

    private func fail(_ message: Message, _ source: Source) async {
        let failed = FailedMessage(account: account, source: source, stanza: message)
        if let id = message.id, let peer = message.from {
            // An occupant answers for what was said to them alone; only the room answers for what was said in it.
            let peer = if case .occupant = source { peer } else { peer.bare }
            await noteFailure(of: id, in: ConversationID(account: account.jid, peer: peer), message.error)
        }
        await surroundings.hooks.messageFailed.tell(failed)
    }

    private func noteFailure(of id: String, in conversation: ConversationID, _ error: StanzaError?) async {
        do {
            guard let entry = try await surroundings.profile.outgoing(id, in: conversation) else { return }
            let reason = error.map(String.init(describing:)) ?? "The other side could not take it."
            if let failed = try await surroundings.profile.setState(of: entry.number, to: .failed, failure: reason) {
                await surroundings.front.present(.progress(failed))
            }
        } catch {
            await complain("The failure of a message could not be noted", error)
        }
    }

    // MARK: Requests

    private func receive(_ iq: IQ) async {
        guard iq.kind == .get || iq.kind == .set else {
            // An answer that nobody here asked for, or asked somebody else for.
            surroundings.log.note("\(account): ignored an answer to no open request")
            return
        }
        do {
            await answer(iq.result(try await handle(iq)))
        } catch let error as StanzaError {
            await answer(iq.failure(error))
        } catch {
            surroundings.log.warn("\(account): a handler failed: \(error)")
            await answer(iq.failure(StanzaError(.internalServerError)))
        }
    }

    private func handle(_ iq: IQ) async throws -> XMLElement? {
        let children = Array(iq.element.children)
        guard children.count == 1, let payload = children.first else { throw StanzaError(.badRequest) }
        if payload.isNamed(RosterQuery.elementName, RosterQuery.namespace) {
            return try await receiveRosterPush(iq, payload)
        }
        let kind: IQ.RequestKind = iq.kind == .get ? .get : .set
        let key = HandlerTable.Key(kind: kind, name: payload.name, namespace: payload.namespace)
        guard let handler = surroundings.handlers[key] else { throw StanzaError(.serviceUnavailable) }
        return try await handler.body(account, source(of: iq), iq, payload)
    }

    private func answer(_ reply: XMLElement) async {
        do {
            try await send(reply)
        } catch {
            surroundings.log.note("\(account): an answer could not be sent: \(error)")
        }
    }

    func complain(_ what: String, _ error: any Error) async {
        surroundings.log.warn("\(account): \(what): \(error)")
        await surroundings.front.present(.notice(Notice("\(what): \(error)", account: account.jid)))
    }
}
