import Glibc

/// A listening socket on loopback that can stop listening and begin again on the same port.
struct ProxyListener: Sendable {
    let descriptor: Int32
    let port: UInt16

    init() throws {
        // The kernel chooses for the first socket; only a port that was asked for by number survives `refuse`.
        let finder = try Self.bound(to: 0)
        let port = try Self.port(of: finder)
        close(finder)
        let descriptor = try Self.bound(to: port)
        guard listen(descriptor, 128) == 0 else {
            close(descriptor)
            throw TestFailure("listen: errno \(errno)")
        }
        self.descriptor = descriptor
        self.port = port
    }

    /// Whoever connects is refused by the kernel, while the port stays ours.
    func refuse() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    func admit() { listen(descriptor, 128) }

    /// The next connection, or nil where none waits.
    func accept() -> Int32? {
        let client = Glibc.accept(descriptor, nil, nil)
        guard client >= 0 else { return nil }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        _ = fcntl(client, F_SETFL, O_NONBLOCK)
        return client
    }

    /// A socket that connects to a port on loopback, or has failed to and says so when it is used.
    static func dial(_ port: UInt16) -> Int32? {
        let descriptor = openSocket()
        guard descriptor >= 0 else { return nil }
        let code = withAddress(port) { connect(descriptor, $0, $1) }
        guard code == 0 || errno == EINPROGRESS else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func bound(to port: UInt16) throws -> Int32 {
        let descriptor = openSocket()
        guard descriptor >= 0 else { throw TestFailure("socket: errno \(errno)") }
        guard withAddress(port, { bind(descriptor, $0, $1) }) == 0 else {
            let reason = errno
            close(descriptor)
            throw TestFailure("port \(port) cannot be bound: errno \(reason)")
        }
        return descriptor
    }

    private static func openSocket() -> Int32 {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    private static func port(of descriptor: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard code == 0 else { throw TestFailure("getsockname: errno \(errno)") }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func withAddress<Value>(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
