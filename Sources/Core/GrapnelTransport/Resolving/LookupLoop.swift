internal import CAres
internal import Glibc
internal import GrapnelStream
internal import Synchronization

/// A thread that look-ups run on, one for the process; it begins with the first one and lives as long as the process.
final class LookupLoop: Sendable {
    /// How many look-ups there are at a time; what comes beyond is refused.
    static let limit = 64

    static let shared = LookupLoop()

    private struct Inbox {
        var requests: [LookupRequest] = []
        var running = 0
        var hasThread = false
    }

    private let inbox = Mutex(Inbox())
    /// Ends the thread's wait.
    private let bell = Bell()

    init() {
        ares_library_init(ARES_LIB_INIT_ALL)
    }

    /// Takes a look-up; whoever waits for it is told in any case.
    func add(_ request: LookupRequest) {
        let isTaken = inbox.withLock { inbox in
            guard inbox.running + inbox.requests.count < Self.limit else { return false }
            if !inbox.hasThread { inbox.hasThread = bell != nil && OwnThread.start(run) }
            guard inbox.hasThread else { return false }
            inbox.requests.append(request)
            return true
        }
        guard isTaken else {
            return request.fail(TransportError(.lookupFailed, request.name, detail: "this machine has too much to do"))
        }
        ring()
    }

    /// Makes the thread look which look-ups nobody waits for any more.
    func ring() {
        bell?.ring()
    }

    private func run() {
        var lookups: [Lookup] = []
        while true {
            let requests = inbox.withLock { inbox in
                defer { inbox.requests = [] }
                inbox.running += inbox.requests.count
                return inbox.requests
            }
            lookups += requests.map(Lookup.init)
            for lookup in lookups where !lookup.request.isOver { lookup.advance() }
            for lookup in lookups where lookup.request.isOver { lookup.close() }
            lookups.removeAll { $0.request.isOver }
            inbox.withLock { [count = lookups.count] in $0.running = count }
            wait(for: lookups)
        }
    }

    /// Waits until something is to be done, and has every look-up do its part.
    private func wait(for lookups: [Lookup]) {
        let now = ContinuousClock.now
        let pause = lookups.map { $0.pause(now: now) }.min() ?? -1
        let waits = lookups.map(\.waits)
        var entries = [pollfd(fd: bell?.descriptor ?? -1, events: Int16(POLLIN), revents: 0)] + waits.joined()
        _ = poll(&entries, nfds_t(entries.count), pause)
        if entries[0].revents != 0 { bell?.hush() }
        var rest = entries.dropFirst()
        for (lookup, own) in zip(lookups, waits) {
            lookup.process(rest.prefix(own.count))
            rest = rest.dropFirst(own.count)
        }
    }
}
