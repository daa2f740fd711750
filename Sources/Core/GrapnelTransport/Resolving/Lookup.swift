internal import CAres
internal import Glibc
internal import GrapnelStream

/// One look-up in c-ares, with a channel of its own; only for the thread of ``LookupLoop``.
///
/// Of its own, so that giving one up disturbs no other, and so that each sees the name servers that the system names
/// by then: those of another network, after the machine was carried there.
final class Lookup {
    let request: LookupRequest
    let deadline: ContinuousClock.Instant
    private var channel: ares_channel?
    /// Whether the answers of name servers that fail are wanted as they are.
    private var isExplaining = false
    /// Whether everything else failed and only the reason is missing.
    private var needsReason = false

    init(_ request: LookupRequest) {
        self.request = request
        deadline = .now + request.settings.limit
    }

    /// Asks the first time, or once more for the reason of a failure.
    func advance() {
        if channel != nil {
            guard needsReason, !isExplaining else { return }
            // c-ares goes from server to server past those that fail, and says in the end only that none was left.
            close()
            isExplaining = true
        }
        needsReason = false
        do throws(TransportError) {
            try open()
            ask()
        } catch {
            request.fail(error)
        }
    }

    /// Frees the channel; nothing is told any more.
    func close() {
        guard let channel else { return }
        self.channel = nil
        ares_destroy(channel)
    }

    private func open() throws(TransportError) {
        let settings = request.settings
        var options = ares_options()
        var mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_FLAGS
        options.timeout =
            Int32(clamping: settings.patience.components.seconds * 1000)
            + Int32(clamping: settings.patience.components.attoseconds / 1_000_000_000_000_000)
        options.tries = Int32(clamping: settings.tries)
        options.flags = isExplaining ? ARES_FLAG_NOCHECKRESP : 0
        // Only a single word may mean a host of the domain that this machine is in.
        if request.name.contains(".") {
            options.ndomains = 0
            mask |= ARES_OPT_DOMAINS
        }
        let status = (settings.configuration ?? "/etc/resolv.conf").withCString { path in
            options.resolvconf_path = UnsafeMutablePointer(mutating: path)
            return ares_init_options(&channel, &options, mask | ARES_OPT_RESOLVCONF)
        }
        guard status == ARES_SUCCESS, let channel else { throw error(status) }
        guard !settings.nameServers.isEmpty else { return }
        let given = ares_set_servers_ports_csv(channel, settings.nameServers.joined(separator: ","))
        guard given == ARES_SUCCESS else { throw error(given) }
    }

    private func ask() {
        guard let channel else { return }
        let own = Unmanaged.passUnretained(self).toOpaque()
        switch request.question {
        case .services:
            ares_query(
                channel, request.name, Self.internet, Self.service,
                { own, status, _, bytes, count in
                    guard let own else { return }
                    Unmanaged<Lookup>.fromOpaque(own).takeUnretainedValue().answered(status, bytes, count)
                }, own)
        case .addresses(let family, _):
            var hints = ares_addrinfo_hints()
            hints.ai_family = family == .ipv4 ? AF_INET : AF_INET6
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            ares_getaddrinfo(
                channel, request.name, nil, &hints,
                { own, status, _, list in
                    defer { ares_freeaddrinfo(list) }
                    guard let own else { return }
                    Unmanaged<Lookup>.fromOpaque(own).takeUnretainedValue().answered(status, list)
                }, own)
        }
    }

    /// The class and the type of SRV records (RFC 1035 §3.2.4, RFC 2782).
    private static let (internet, service): (Int32, Int32) = (1, 33)

    // MARK: - Answers

    private func answered(_ status: Int32, _ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int32) {
        guard case .services(let waiter) = request.question, let bytes = answer(status, bytes) else { return }
        do throws(TransportError) {
            waiter.resume(.success(try ServiceRecord.parse(bytes, count, of: request.name)))
        } catch {
            request.fail(error)
        }
    }

    private func answered(_ status: Int32, _ list: UnsafeMutablePointer<ares_addrinfo>?) {
        guard case .addresses(_, let waiter) = request.question, let list = answer(status, list) else { return }
        var addresses: [String] = []
        var node = list.pointee.nodes
        while let entry = node?.pointee, addresses.count < recordLimit {
            if let text = Self.literal(entry) { addresses.append(text) }
            node = entry.ai_next
        }
        waiter.resume(.success(addresses))
    }

    /// The answer of a look-up that succeeded; deals with all others.
    private func answer<Value>(_ status: Int32, _ value: Value?) -> Value? {
        switch status {
        case ARES_SUCCESS where value != nil:
            return value
        case ARES_EDESTRUCTION, ARES_ECANCELLED:
            return nil
        case ARES_ECONNREFUSED where !isExplaining:
            needsReason = true
            return nil
        default:
            settle(status)
            return nil
        }
    }

    private func settle(_ status: Int32) {
        switch (request.question, status) {
        case (.services(let waiter), ARES_ENODATA), (.services(let waiter), ARES_ENOTFOUND):
            waiter.resume(.success([]))
        case (.addresses(_, let waiter), ARES_ENODATA):
            waiter.resume(.success([]))
        default:
            request.fail(error(status))
        }
    }

    private func error(_ status: Int32) -> TransportError {
        TransportError.lookingUp(request.name, status)
    }

    private static func literal(_ entry: ares_addrinfo_node) -> String? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = getnameinfo(
            entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard status == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

// MARK: - Sockets

extension Lookup {
    /// The sockets that this look-up waits for.
    var waits: [pollfd] {
        guard let channel else { return [] }
        var sockets = [ares_socket_t](repeating: -1, count: Int(ARES_GETSOCK_MAXNUM))
        let bits = UInt32(bitPattern: ares_getsock(channel, &sockets, Int32(sockets.count)))
        return sockets.indices.compactMap { index in
            let reads = bits & (1 << index) != 0
            let writes = bits & (1 << (index + sockets.count)) != 0
            guard reads || writes else { return nil }
            return pollfd(fd: sockets[index], events: Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), revents: 0)
        }
    }

    /// How many milliseconds it can wait at most.
    func pause(now: ContinuousClock.Instant) -> Int32 {
        let left = max(.zero, deadline - now).components
        let limit = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1
        var storage = timeval()
        guard let channel, let next = ares_timeout(channel, nil, &storage) else { return Int32(clamping: limit) }
        return Int32(clamping: min(limit, Int64(next.pointee.tv_sec * 1000 + next.pointee.tv_usec / 1000 + 1)))
    }

    /// Lets c-ares read and write what is ready, and notice what took too long.
    func process(_ ready: some Sequence<pollfd>) {
        guard let channel else { return }
        for entry in ready where entry.revents != 0 {
            let isReadable = entry.revents & Int16(POLLIN | POLLERR | POLLHUP) != 0
            let isWritable = entry.revents & Int16(POLLOUT) != 0
            ares_process_fd(channel, isReadable ? entry.fd : -1, isWritable ? entry.fd : -1)
        }
        ares_process_fd(channel, -1, -1)
        if ContinuousClock.now >= deadline { request.fail(error(ARES_ETIMEOUT)) }
    }
}
