internal import Glibc
public import GrapnelStream

/// Hears from the kernel of links, addresses and routes that come and go (rtnetlink(7)).
///
/// Each stream of changes has a thread of its own that waits in `poll`, and ends with it.
public struct NetlinkMonitor: NetworkMonitor {
    /// Links, IPv4 addresses and routes, IPv6 addresses and routes: `RTMGRP_…` of rtnetlink(7).
    private static let groups: UInt32 = 0x1 | 0x10 | 0x40 | 0x100 | 0x400

    public init() {}

    public func changes() -> AsyncStream<NetworkChange> {
        // Of a burst, as when a cable is plugged in, only the last few matter.
        let (stream, continuation) = AsyncStream.makeStream(
            of: NetworkChange.self, bufferingPolicy: .bufferingNewest(8))
        guard let socket = Self.open() else {
            continuation.finish()
            return stream
        }
        guard let bell = Bell() else {
            close(socket)
            continuation.finish()
            return stream
        }
        continuation.onTermination = { _ in bell.ring() }
        let isRunning = OwnThread.start {
            Self.listen(socket, bell) { continuation.yield($0) }
            close(socket)
            continuation.finish()
        }
        if !isRunning {
            close(socket)
            continuation.finish()
        }
        return stream
    }

    private static func open() -> Int32? {
        let descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let isBound = NetlinkAddress(groups: groups).withSocketAddress { bind(descriptor, $0, $1) == 0 }
        guard isBound else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Tells of changes until the bell rings.
    private static func listen(_ socket: Int32, _ bell: Bell, tell: (NetworkChange) -> Void) {
        var waits = [socket, bell.descriptor].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            guard poll(&waits, 2, -1) > 0 else {
                if errno == EINTR { continue }
                return
            }
            if waits[1].revents != 0 { return }
            let count = recv(socket, &buffer, buffer.count, 0)
            if count > 0 {
                NetlinkMessage.changes(in: buffer[..<count]).forEach(tell)
            } else if count < 0, errno == ENOBUFS {
                // The kernel had more to say than we took: whatever it was, it is worth a look.
                tell(.gained)
            } else if count < 0, errno != EINTR, errno != EAGAIN {
                return
            }
        }
    }
}
