import Glibc

/// One client's connection and the one to the server that belongs to it.
struct ProxyConnection {
    /// -1 once closed, which the kernel's `poll` passes over.
    private(set) var client: Int32
    private(set) var server: Int32
    private var toServer = ProxyPipe()
    private var toClient = ProxyPipe()
    /// Whether it is cut off for ever.
    private var isHole = false
    /// Whether the client has sent something since it was last given something.
    private var isInFlight = false
    /// Sides that are gone while nobody asks them anything; they would wake the thread without end.
    private var isClientGone = false
    private var isServerGone = false

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
        for descriptor in [client, server] {
            var yes: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    /// POLLRDHUP, which Glibc's module does not show: the other side has closed, or half-closed.
    private static let hungUp: Int16 = 0x2000

    var isOpen: Bool { client >= 0 || server >= 0 }

    // MARK: Waiting

    /// What to wait for on either side.
    func interest(now: ContinuousClock.Instant, isHole: Bool) -> [pollfd] {
        func entry(_ descriptor: Int32, _ isGone: Bool, from: ProxyPipe, into: ProxyPipe) -> pollfd {
            var events: Int32 = 0
            if !isHole && !self.isHole {
                if from.wantsInput { events |= Int32(POLLIN) }
                if let due = into.due, due <= now { events |= Int32(POLLOUT) }
            }
            return pollfd(fd: isGone ? -1 : descriptor, events: Int16(events), revents: 0)
        }
        var entries = [
            entry(client, isClientGone, from: toServer, into: toClient),
            entry(server, isServerGone, from: toClient, into: toServer),
        ]
        if self.isHole { entries[1].events |= Self.hungUp }
        return entries
    }

    /// Takes what the kernel says of the two sides after they were served.
    mutating func note(_ client: pollfd, _ server: pollfd, isHole: Bool) {
        let gone = Int16(POLLHUP | POLLERR) | Self.hungUp
        if client.revents & gone != 0, isHole || self.isHole || toServer.senderHasEnded { isClientGone = true }
        if server.revents & gone != 0 {
            // The server has given a cut-off connection up: nothing can come of it any more.
            if self.isHole { reset() } else if isHole || toClient.senderHasEnded { isServerGone = true }
        }
    }

    /// When there is something to hand on that is not due yet.
    func due(after now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        isHole ? nil : [toServer.due, toClient.due].compactMap(\.self).filter { $0 > now }.min()
    }

    // MARK: Carrying

    /// Moves what can be moved.
    mutating func serve(
        now: ContinuousClock.Instant, _ conditions: inout FaultConditions, _ counts: inout FaultCounts
    ) {
        guard !isHole, !conditions.isHole, isOpen else { return }
        isClientGone = false
        isServerGone = false
        let due = now + conditions.delay
        if toServer.wantsInput {
            switch toServer.read(from: client, due: due) {
            case .nothing: break
            case .broken: return reset()
            case .moved:
                if !isInFlight { counts.flights += 1 }
                isInFlight = true
            }
        }
        if toClient.wantsInput, case .broken = toClient.read(from: server, due: due) { return reset() }
        switch toServer.write(to: server, now: now, limit: conditions.limit(.toServer)) {
        case .nothing: break
        case .broken: return reset()
        case .moved(let length):
            counts.toServer += length
            if let fault = conditions.pass(length, .toServer) { suffer(fault, now: now, &counts) }
        }
        guard isOpen, !isHole else { return }
        switch toClient.write(to: client, now: now, limit: conditions.limit(.toClient)) {
        case .nothing: break
        case .broken: return reset()
        case .moved(let length):
            counts.toClient += length
            isInFlight = false
            if let fault = conditions.pass(length, .toClient) { suffer(fault, now: now, &counts) }
        }
        if toServer.isOver && toClient.isOver { closeBoth() }
    }

    // MARK: Faults

    mutating func suffer(_ fault: Fault, now: ContinuousClock.Instant, _ counts: inout FaultCounts) {
        guard isOpen else { return }
        counts.faults += 1
        switch fault {
        case .reset: reset()
        case .finish:
            toServer.finish(now: now)
            toClient.finish(now: now)
        case .halfCloseToClient: toClient.finish(now: now)
        case .halfCloseToServer: toServer.finish(now: now)
        case .blackHole: isHole = true
        }
    }

    /// Both sides get a reset.
    mutating func reset() {
        for descriptor in [client, server] where descriptor >= 0 {
            var now = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        }
        closeBoth()
    }

    private mutating func closeBoth() {
        for descriptor in [client, server] where descriptor >= 0 { close(descriptor) }
        client = -1
        server = -1
    }
}

extension FaultConditions {
    /// The most octets that may be handed on at once.
    fileprivate func limit(_ direction: FaultDirection) -> Int {
        let most = isBytewise ? 1 : ProxyPipe.bound
        guard let cut, cut.direction == direction else { return most }
        return min(most, max(cut.octets, 1))
    }

    /// Counts octets that were handed on, and answers the fault that follows the last of them.
    fileprivate mutating func pass(_ length: Int, _ direction: FaultDirection) -> Fault? {
        guard var counted = cut, counted.direction == direction else { return nil }
        counted.octets -= length
        cut = counted.octets > 0 ? counted : nil
        return counted.octets > 0 ? nil : counted.fault
    }
}
