import Foundation
import Glibc
import GrapnelStream
import GrapnelTransport
import Synchronization
import TestSupport

/// A TCP peer on loopback that does what a test's script says with the first connection; the script may block.
final class ScriptedServer: Sendable {
    /// The accepted connection inside a script. It is closed when the script returns.
    struct Connection: Sendable {
        let descriptor: Int32

        @discardableResult
        func send(_ bytes: [UInt8]) -> Int {
            bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        }

        /// The next bytes, or nothing at the end.
        func receive(_ limit: Int = 65_536) -> [UInt8] {
            [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
                count = max(0, recv(descriptor, buffer.baseAddress, limit, 0))
            }
        }

        /// Makes the end a reset instead of a FIN.
        func reset() {
            var now = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        }

        /// Lets a blocked `send` return after `milliseconds`.
        func limitSending(milliseconds: Int) {
            var limit = timeval(tv_sec: 0, tv_usec: milliseconds * 1000)
            setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    let port: UInt16

    init(_ script: @escaping @Sendable (Connection) -> Void) throws {
        let (listener, port) = try Self.listen()
        self.port = port
        // The thread owns the listening socket: closed from elsewhere, it would reset a connection not accepted yet.
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        Thread.detachNewThread {
            let descriptor = accept(listener, nil, nil)
            Glibc.close(listener)
            guard descriptor >= 0 else { return }
            var none = timeval()
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &none, socklen_t(MemoryLayout<timeval>.size))
            script(Connection(descriptor: descriptor))
            Glibc.close(descriptor)
        }
    }

    /// A port on loopback where nobody listens.
    static func unusedPort() throws -> UInt16 {
        let (listener, port) = try listen()
        Glibc.close(listener)
        return port
    }

    func connect(_ settings: TLSSettings = TLSSettings(domain: "example.org")) async throws -> any Transport {
        let endpoint = Endpoint(host: "127.0.0.1", port: port, mode: .startTLS)
        return try await NIOConnector(timeout: .seconds(10)).connect(to: endpoint, tls: settings)
    }

    private static func listen() throws -> (Int32, UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, size) == 0 && Glibc.listen(listener, 16) == 0
                    && getsockname(listener, pointer, &size) == 0
            }
        }
        guard isReady else { throw TestFailure("no listening socket: errno \(errno)") }
        return (listener, UInt16(bigEndian: address.sin_port))
    }
}
