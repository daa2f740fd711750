internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

extension Session {
    /// What the two loops beside a stream wait for.
    struct Signals {
        let owed = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let acknowledged = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// How long before the end of the last stream a message may have come that is delivered again.
    private static let redeliveryReach: Int64 = 5 * 60 * 1000
    /// How long after the login that is watched for.
    private static let redeliveryPatience = Duration.seconds(120)

    /// What would take the last stream up again; nil where there is none.
    func resumption() async throws -> StreamResumption? {
        if let live, live.canResume, let id = live.grant?.id, let inbound = live.inbound {
            // Never more than the profile knows: after a kill the server would hear a smaller count.
            let handled = await keep(inbound.handled) ? inbound.handled : live.keptCount
            return StreamResumption(id: id, handled: handled, address: live.address)
        }
        guard let stream = try await surroundings.profile.stream(of: account.jid) else { return nil }
        return StreamResumption(id: stream.id, handled: stream.handled, address: stream.address)
    }

    /// Has the stream that was opened carry a session: the one whose stream broke, or else a new one.
    ///
    /// - Parameter told: how many stanzas the server was told that we have handled.
    /// - Returns: whether the session goes on.
    func begin(_ opening: StreamOpening, told: UInt32?, _ signals: Signals) async throws -> Bool {
        let established = opening.negotiated.stream
        let stream = Stream(
            endpoint: opening.endpoint, transport: opening.transport, tls: opening.negotiated.tls,
            keepAlive: KeepAlive(now: surroundings.clock.now, settings: surroundings.keepAlive),
            owed: signals.owed.continuation, acknowledged: signals.acknowledged.continuation)
        if case .resumed(let handled) = established.beginning, let live, let told {
            try await goOn(live, handled: handled, told: told, stream)
            return true
        }
        // What was before is over, and said to be, before the next begins.
        await end()
        try await beginAnew(opening, stream)
        return false
    }

    private func goOn(_ live: Live, handled: UInt32, told: UInt32, _ stream: Stream) async throws {
        do {
            try live.writer.resume(handled)
        } catch {
            await refuse(error, on: stream.transport)
            throw error
        }
        self.live?.inbound?.resume(from: told)
        live.writer.attach()
        self.live?.stream = stream
        self.live?.brokenAt = nil
        // On every stream the server takes the person for active at first.
        self.live?.clientState = .active
        stream.acknowledged.yield()
    }

    private func beginAnew(_ opening: StreamOpening, _ stream: Stream) async throws {
        let established = opening.negotiated.stream
        let profile = surroundings.profile
        let before = try await profile.stream(of: account.jid)
        let settled: [JournalEntry]
        var (inbound, outbound): (StreamManagement.Inbound?, StreamWriter.Outbound?)
        var grant = established.management
        var redelivery: Redelivery?
        switch established.beginning {
        case .resumed(let handled):
            settled = try await profile.resumeStream(of: account.jid, handled: handled)
            inbound = StreamManagement.Inbound(handled: before?.handled ?? 0)
            outbound = StreamWriter.Outbound(acknowledged: handled)
            grant = ManagementGrant(id: before?.id, location: before?.location)
        case .bound(let refused):
            settled = try await profile.endStream(of: account.jid, handled: refused?.handled)
            let record = grant?.id.map { StreamRecord(id: $0, address: established.address, location: grant?.location) }
            try await profile.beginStream(record, of: account.jid)
            inbound = grant.map { _ in StreamManagement.Inbound() }
            outbound = grant.map { _ in StreamWriter.Outbound() }
            if let seen = before?.seen {
                redelivery = Redelivery(
                    since: Timestamp(milliseconds: seen.milliseconds - Self.redeliveryReach),
                    until: surroundings.clock.now + Self.redeliveryPatience)
            }
        }
        sessionCount += 1
        let writer = StreamWriter(outbound) { [profile, jid = account.jid] in try await profile.record($0, of: jid) }
        var live = Live(
            number: sessionCount, address: established.address, features: established.features,
            enabled: established.enabled, writer: writer,
            grant: grant, inbound: inbound, keptCount: inbound?.handled ?? 0, stream: stream,
            requests: Requests(account: established.address), redelivery: redelivery,
            began: opening.negotiated.asked, canResume: grant?.id != nil)
        if case .resumed = established.beginning { live.isInherited = true }
        if established.enabled.contains(StreamNamespace.clientState) { live.clientState = .inactive }
        writer.attach()
        self.live = live
        surroundings.addresses[account.jid] = established.address
        run { await $0.expireRequests() }
        for entry in settled { await surroundings.front.present(.progress(entry)) }
    }

    /// Runs something as long as the session does.
    func run(_ body: @escaping @Sendable (isolated Session) async -> Void) {
        guard let session = live?.number, live?.isOver == false else { return }
        taskCount += 1
        let number = taskCount
        live?.tasks[number] = Task {
            await body(self)
            if self.live?.number == session { self.live?.tasks[number] = nil }
        }
    }

    private func expireRequests() async {
        do {
            while true {
                try await surroundings.clock.sleep(for: .milliseconds(500))
                let due = live?.requests.expire(now: surroundings.clock.now) ?? []
                for waiter in due { waiter.resume(throwing: RequestFailure.timedOut) }
            }
        } catch {
            // The session is over; its requests were ended.
        }
    }
}
