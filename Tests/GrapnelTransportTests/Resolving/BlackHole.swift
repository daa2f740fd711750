import Glibc
import TestSupport

/// A port of `::1` that answers no connection: its queue is full, so the system drops whatever arrives.
final class BlackHole: Sendable {
    private let descriptors: [Int32]

    init(port: UInt16) throws {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let sockets = (0..<4).map { _ in socket(AF_INET6, kind, 0) }
        descriptors = sockets
        let isReady = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                let size = socklen_t(MemoryLayout<sockaddr_in6>.size)
                guard bind(sockets[0], pointer, size) == 0, listen(sockets[0], 0) == 0 else { return false }
                for other in sockets.dropFirst() { _ = Glibc.connect(other, pointer, size) }
                return true
            }
        }
        guard isReady else { throw TestFailure("no black hole at port \(port): errno \(errno)") }
    }

    deinit {
        for descriptor in descriptors { close(descriptor) }
    }
}
