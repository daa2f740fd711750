import Foundation
import Glibc
import Synchronization

/// A SOCKS5 proxy on loopback that looks nothing up: it leads every connection to one port, or refuses it.
public final class SOCKSServer: Sendable {
    /// What one client asked for.
    public struct Request: Sendable, Hashable {
        /// `user:password`, or nil where the client did not log in.
        public let login: String?
        /// The host as the client sent it, and the port.
        public let destination: String
    }

    public let port: UInt16
    private let listener: Int32
    private let wantsLogin: Bool
    private let answer: @Sendable (String) -> Answer
    private let seen = Mutex<[Request]>([])

    public enum Answer: Sendable {
        /// The connection leads to this port of 127.0.0.1.
        case lead(UInt16)
        /// A reply code (RFC 1928 §6).
        case refuse(UInt8)
        /// The proxy says these octets to whatever it hears first, and closes.
        case say([UInt8])
    }

    public init(wantsLogin: Bool = true, _ answer: @escaping @Sendable (String) -> Answer) throws {
        self.wantsLogin = wantsLogin
        self.answer = answer
        (listener, port) = try Self.listen()
        Thread.detachNewThread { [weak self, listener] in
            var wait = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            while self != nil {
                guard poll(&wait, 1, 200) > 0 else { continue }
                let connection = accept(listener, nil, nil)
                guard connection >= 0, let server = self else { continue }
                Thread.detachNewThread {
                    server.serve(connection)
                    close(connection)
                }
            }
            close(listener)
        }
    }

    /// What was asked for so far, in order.
    public var requests: [Request] { seen.withLock { $0 } }

    private func serve(_ connection: Int32) {
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard let greeting = read(connection, 2), let methods = read(connection, Int(greeting[1])) else { return }
        if case .say(let bytes) = answer("") {
            write(connection, bytes)
            return
        }
        var login: String?
        if wantsLogin, methods.contains(2) {
            write(connection, [5, 2])
            guard let head = read(connection, 2), let user = read(connection, Int(head[1])),
                let length = read(connection, 1), let password = read(connection, Int(length[0]))
            else { return }
            login = "\(String(decoding: user, as: UTF8.self)):\(String(decoding: password, as: UTF8.self))"
            write(connection, [1, 0])
        } else {
            write(connection, [5, 0])
        }
        guard let head = read(connection, 4), let host = host(connection, kind: head[3]), let port = read(connection, 2)
        else { return }
        let destination = "\(host):\(UInt16(port[0]) << 8 | UInt16(port[1]))"
        seen.withLock { $0.append(Request(login: login, destination: destination)) }
        switch answer(destination) {
        case .refuse(let code): write(connection, [5, code, 0, 1, 0, 0, 0, 0, 0, 0])
        case .say(let bytes): write(connection, bytes)
        case .lead(let port): lead(connection, to: port)
        }
    }

    private func host(_ connection: Int32, kind: UInt8) -> String? {
        switch kind {
        case 1: read(connection, 4)?.map(String.init).joined(separator: ".")
        case 3: read(connection, 1).flatMap { read(connection, Int($0[0])) }.map { String(decoding: $0, as: UTF8.self) }
        case 4: read(connection, 16)?.map { String($0, radix: 16) }.joined(separator: ":")
        default: nil
        }
    }

    /// Carries octets both ways until one side ends.
    private func lead(_ connection: Int32, to port: UInt16) {
        let other = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(other) }
        guard Self.atLoopback(port, { connect(other, $0, $1) }) == 0 else {
            write(connection, [5, 5, 0, 1, 0, 0, 0, 0, 0, 0])
            return
        }
        write(connection, [5, 0, 0, 1, 127, 0, 0, 1, 0, 0])
        var waits = [connection, other].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while poll(&waits, 2, 20_000) > 0 {
            for (from, to) in [(0, 1), (1, 0)] where waits[from].revents != 0 {
                let count = recv(waits[from].fd, &buffer, buffer.count, 0)
                guard count > 0 else { return }
                write(waits[to].fd, Array(buffer[..<count]))
            }
        }
    }

    private func write(_ descriptor: Int32, _ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private func read(_ descriptor: Int32, _ count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: count)
        while bytes.count < count {
            let more = recv(descriptor, &buffer, count - bytes.count, 0)
            guard more > 0 else { return nil }
            bytes += buffer[..<more]
        }
        return bytes
    }

    private static func listen() throws -> (Int32, UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var bound = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard atLoopback(0, { bind(listener, $0, $1) }) == 0, Glibc.listen(listener, 16) == 0 else {
            throw TestFailure("no listening socket: errno \(errno)")
        }
        _ = withUnsafeMutablePointer(to: &bound) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &size) }
        }
        return (listener, UInt16(bigEndian: bound.sin_port))
    }

    private static func atLoopback(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
