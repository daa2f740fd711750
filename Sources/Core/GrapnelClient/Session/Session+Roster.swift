internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

extension Session {
    /// Asks for the roster, or for what changed since the version we have (RFC 6121 §2.2, §2.6).
    ///
    /// - Parameter presence: what leaves behind the request, without waiting for the answer.
    ///
    /// A server that gives none is no reason to stay offline, and neither is an item that cannot be read.
    func loadRoster(before presence: [XMLElement]) async throws {
        let stored = try await surroundings.profile.roster(of: account.jid)
        roster = Roster(version: stored.version ?? "", items: stored.items)
        let version = live?.features.rosterVersioning == true ? roster.version : nil
        do {
            let query = RosterQuery(version: version).element
            let reply = try await request(.get, query, to: nil, before: presence)
            // An empty result says that ours is current; changes come as pushes.
            guard let payload = reply.payload else { return }
            let result = RosterQuery.result(payload)
            if result.skipped > 0 {
                await complain("\(result.skipped) contacts of the server's list were left out", RosterQuery.unreadable)
            }
            try await surroundings.profile.replaceRoster(of: account.jid, with: result.items, version: payload["ver"])
            roster.replace(result.items, version: payload["ver"] ?? "")
        } catch let error as StanzaError {
            await complain("The server gave no list of contacts", error)
        }
    }

    /// How long the server's push of a change that it has accepted is waited for.
    private static let pushPatience = Duration.seconds(2)

    /// Has the server change the roster; returns when its push has brought the change here (RFC 6121 §2.1.5), so that
    /// whoever looks next sees it.
    func change(_ change: RosterChange) async throws {
        let (pushes, watcher) = AsyncStream<RosterChange>.makeStream(bufferingPolicy: .bufferingNewest(100))
        let number = (pushWatchers.keys.max() ?? 0) + 1
        pushWatchers[number] = watcher
        defer { pushWatchers[number] = nil }
        _ = try await request(.set, RosterQuery(changes: [change]).element, to: nil)
        let limit = Task { [clock = surroundings.clock] in
            try await clock.sleep(for: Self.pushPatience)
            watcher.finish()
        }
        defer { limit.cancel() }
        for await push in pushes where push.brings(change) { return }
    }

    /// A push counts only from our own server on behalf of this account, with exactly one item (RFC 6121 §2.1.6).
    func receiveRosterPush(_ iq: IQ, _ payload: XMLElement) async throws -> XMLElement? {
        guard iq.kind == .set, iq.from == nil || iq.from == account.jid else {
            throw StanzaError(.serviceUnavailable)
        }
        let query = try RosterQuery(from: payload)
        guard query.changes.count == 1, let change = query.changes.first else { throw StanzaError(.badRequest) }
        let profile = surroundings.profile
        switch change {
        case .item(let item):
            try await profile.putRosterItem(item, of: account.jid, version: query.version ?? roster.version)
        case .removal(let jid):
            try await profile.removeRosterItem(jid, of: account.jid, version: query.version ?? roster.version)
        }
        roster.apply(change, version: query.version)
        if case .item(let item) = change, item.subscription == .from || item.subscription == .both {
            // It was answered, perhaps by another client of this account.
            await forgetRequest(of: item.jid)
        }
        for watcher in pushWatchers.values { watcher.yield(change) }
        return nil
    }

    // MARK: Presence

    func receive(_ presence: Presence) async {
        let source = source(of: presence)
        switch presence.kind {
        case .subscribe: await receiveSubscription(presence, source)
        case .unsubscribe:
            if let from = presence.from { await forgetRequest(of: from.bare) }
            await tellSubscription(presence, source)
        case .subscribed, .unsubscribed: await tellSubscription(presence, source)
        case .available, .unavailable:
            let before = presence.from.flatMap { roster.presence(of: $0) }
            if case .contact = source, roster.note(presence) {
                let after = presence.from.flatMap { roster.presence(of: $0) }
                // A resource that comes beside another one changes nothing for people.
                if before?.show != after?.show || before?.status != after?.status {
                    await surroundings.front.present(.presence(account: account.jid, presence: presence))
                }
            }
        case .error, .probe: break
        }
        await surroundings.hooks.presenceReceived.tell(
            ReceivedPresence(account: account, source: source, stanza: presence))
    }

    private func receiveSubscription(_ presence: Presence, _ source: Source) async {
        let sender: JID
        switch source {
        case .contact(let jid), .stranger(let jid): sender = jid.bare
        default: return
        }
        let request = SubscriptionRequest(
            account: account.jid, sender: sender, received: .now, status: presence.status)
        do {
            guard try await surroundings.profile.add(request) == .stored else { return }
            await surroundings.front.present(
                .subscriptionRequest(account: account.jid, from: sender, status: request.status))
        } catch {
            await complain("A subscription request could not be kept", error)
        }
    }

    private func forgetRequest(of sender: JID) async {
        do {
            try await surroundings.profile.removeRequest(from: sender, of: account.jid)
        } catch {
            await complain("An answered subscription request could not be removed", error)
        }
    }

    private func tellSubscription(_ presence: Presence, _ source: Source) async {
        guard case .contact(let jid) = source else { return }
        let text =
            switch presence.kind {
            case .subscribed: "\(jid.bare) shows you their presence now."
            case .unsubscribe: "\(jid.bare) does not want to see your presence any more."
            default: "\(jid.bare) does not show you their presence any more, or refused to."
            }
        await surroundings.front.present(.notice(Notice(text, account: account.jid)))
    }
}

extension Session {
    /// The roster of this session, or as the profile remembers it while there is none.
    func knownRoster() async throws -> Roster {
        if live != nil { return roster }
        let stored = try await surroundings.profile.roster(of: account.jid)
        return Roster(version: stored.version ?? "", items: stored.items)
    }

    /// Says something about this account to everybody who may see it, now and at every later login.
    func announce(_ presence: Presence) async throws {
        ownPresence = presence
        if live?.isReady == true { try await send(presence.element) }
    }
}
