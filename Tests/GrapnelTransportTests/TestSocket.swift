import Foundation
import Glibc
import TestSupport

/// One end of a TCP connection on loopback. What may block does so on a thread of its own.
final class TestSocket: Sendable {
    /// How a connection looks to whoever reads it.
    enum End: Sendable, Equatable {
        case open, finished, reset
    }

    private let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { Glibc.close(descriptor) }

    static func connect(to port: UInt16) async throws -> TestSocket {
        try await onThread {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard TestListener.withAddress(port, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
                let reason = errno
                Glibc.close(descriptor)
                throw TestFailure("port \(port): errno \(reason)")
            }
            return TestSocket(descriptor)
        }
    }

    /// Sends what surely fits into the kernel's buffer.
    func send(_ text: String) {
        let sent = Array(text.utf8).withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        precondition(sent == text.utf8.count)
    }

    func sendAll(_ text: String) async throws {
        try await Self.onThread { [descriptor] in
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let sent = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard sent > 0 else { throw TestFailure("send: errno \(errno)") }
                rest = rest.dropFirst(sent)
            }
        }
    }

    /// The next octets as text, so many, or fewer before the end.
    func receive(_ count: Int) async throws -> String {
        try await Self.onThread { [descriptor] in
            var text: [UInt8] = []
            while text.count < count {
                let octets = [UInt8](unsafeUninitializedCapacity: count - text.count) { buffer, length in
                    length = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
                }
                if octets.isEmpty { break }
                text += octets
            }
            return String(decoding: text, as: UTF8.self)
        }
    }

    /// Waits for the end of the connection; what comes before it is a failure.
    func end() async throws -> End {
        try await Self.onThread { [descriptor] in
            var octet: UInt8 = 0
            switch recv(descriptor, &octet, 1, 0) {
            case 0: return .finished
            case 1...: throw TestFailure("an octet instead of the end")
            default:
                if errno == ECONNRESET { return .reset }
                throw TestFailure("no end: errno \(errno)")
            }
        }
    }

    /// Whether nothing can be read at this moment, not even an end.
    var hasNothing: Bool {
        var octet: UInt8 = 0
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_PEEK)
        return recv(descriptor, &octet, 1, flags) < 0 && errno == EAGAIN
    }

    /// Closes our side.
    func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    static func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}

/// Where a test takes connections on loopback.
final class TestListener: Sendable {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let descriptor = descriptor
        guard Self.withAddress(0, { bind(descriptor, $0, $1) }) == 0, listen(descriptor, 8) == 0 else {
            throw TestFailure("listen: errno \(errno)")
        }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    func accept() async throws -> TestSocket {
        try await TestSocket.onThread { [descriptor] in
            let accepted = Glibc.accept(descriptor, nil, nil)
            guard accepted >= 0 else { throw TestFailure("accept: errno \(errno)") }
            return TestSocket(accepted)
        }
    }

    static func withAddress<Value>(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
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
