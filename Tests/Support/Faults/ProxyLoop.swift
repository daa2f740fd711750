import Glibc

/// What the thread of a ``FaultProxy`` does; nobody else touches its sockets.
struct ProxyLoop {
    /// The most connections at a time.
    static let bound = 256

    private let control: ProxyControl
    private let listener: ProxyListener
    private let target: UInt16
    private var connections: [ProxyConnection] = []
    private var conditions = FaultConditions()
    private var counts = FaultCounts()

    init(control: ProxyControl, listener: ProxyListener, target: UInt16) {
        self.control = control
        self.listener = listener
        self.target = target
    }

    /// Serves until the proxy is over.
    mutating func run() {
        while let work = control.take() {
            let now = ContinuousClock.now
            for item in work { perform(item.order, now: now) }
            accept()
            for index in connections.indices { connections[index].serve(now: now, &conditions, &counts) }
            connections.removeAll { !$0.isOpen }
            counts.open = connections.count
            control.publish(counts, conditions)
            for item in work { item.done.resume() }
            wait(now: now)
        }
        for index in connections.indices { connections[index].reset() }
        close(listener.descriptor)
    }

    private mutating func perform(_ order: ProxyControl.Order, now: ContinuousClock.Instant) {
        switch order {
        case .inflict(let fault):
            for index in connections.indices { connections[index].suffer(fault, now: now, &counts) }
        case .change(let change):
            let before = conditions.refuses
            change(&conditions)
            if conditions.refuses != before {
                if conditions.refuses { listener.refuse() } else { listener.admit() }
            }
        }
    }

    private mutating func accept() {
        guard !conditions.refuses else { return }
        while let client = listener.accept() {
            counts.connections += 1
            guard let server = ProxyListener.dial(target) else {
                close(client)
                continue
            }
            if connections.count == Self.bound {
                var oldest = connections.removeFirst()
                oldest.reset()
            }
            connections.append(ProxyConnection(client: client, server: server))
        }
    }

    /// Waits until a socket is ready, an order has come or something is due.
    private mutating func wait(now: ContinuousClock.Instant) {
        var entries = [
            pollfd(fd: control.wake, events: Int16(POLLIN), revents: 0),
            pollfd(fd: conditions.refuses ? -1 : listener.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        for connection in connections {
            entries += connection.interest(now: now, isHole: conditions.isHole)
        }
        let due = conditions.isHole ? nil : connections.compactMap { $0.due(after: now) }.min()
        poll(&entries, nfds_t(entries.count), due.map { Self.milliseconds($0 - .now) } ?? -1)
        for index in connections.indices {
            connections[index].note(entries[2 + 2 * index], entries[3 + 2 * index], isHole: conditions.isHole)
        }
    }

    /// Rounded up: to wake early would be to spin.
    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        return Int32(clamping: max(0, seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1))
    }
}
