import Foundation
import Glibc
import Synchronization
import TestSupport

@testable import GrapnelTransport

/// A name server on loopback, by UDP and TCP, that says what a test's script says.
final class NameServer: Sendable {
    typealias Script = @Sendable (DNSMessage.Question) -> DNSMessage.Reply

    let port: UInt16
    private let script: Script
    private let udp: Int32
    private let tcp: Int32
    private let asked = Mutex<[DNSMessage.Question]>([])

    init(_ script: @escaping Script) throws {
        self.script = script
        (udp, tcp, port) = try Self.sockets()
        Thread.detachNewThread { [weak self, udp, tcp] in
            // Held here for one turn only: the thread ends soon after the test does.
            while self?.turn() == true {}
            close(udp)
            close(tcp)
        }
    }

    /// What was asked so far, in order.
    var questions: [DNSMessage.Question] { asked.withLock { $0 } }

    /// A resolver that asks this server alone.
    var resolver: CAresResolver { Self.resolver(asking: [port]) }

    static func resolver(
        asking ports: [UInt16], patience: Duration = .milliseconds(200), on loop: LookupLoop = .shared
    ) -> CAresResolver {
        var settings = LookupSettings()
        settings.nameServers = ports.map { "127.0.0.1:\($0)" }
        settings.patience = patience
        return CAresResolver(settings, on: loop)
    }

    private func turn() -> Bool {
        var waits = [udp, tcp].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&waits, 2, 200) > 0 else { return true }
        if waits[0].revents != 0 { answerDatagram() }
        if waits[1].revents != 0 { answerConnection() }
        return true
    }

    private func answerDatagram() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var sender = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &sender) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                let count = recvfrom(udp, &buffer, buffer.count, 0, pointer, &size)
                guard count > 0, let answer = answer(Array(buffer[..<count]), overTCP: false) else { return }
                _ = sendto(udp, answer, answer.count, 0, pointer, size)
            }
        }
    }

    /// One question by TCP, with its length in front.
    private func answerConnection() {
        let connection = accept(tcp, nil, nil)
        guard connection >= 0 else { return }
        defer { close(connection) }
        var patience = timeval(tv_sec: 2, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var buffer = [UInt8](repeating: 0, count: 4096)
        var received: [UInt8] = []
        while received.count < 2 || received.count < 2 + Int(received[0]) << 8 + Int(received[1]) {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            received += buffer[..<count]
        }
        guard let answer = answer(Array(received.dropFirst(2)), overTCP: true) else { return }
        let framed = [UInt8(answer.count >> 8), UInt8(answer.count & 255)] + answer
        _ = send(connection, framed, framed.count, Int32(MSG_NOSIGNAL))
        // Until the client has read it all.
        while recv(connection, &buffer, buffer.count, 0) > 0 {}
    }

    private func answer(_ message: [UInt8], overTCP: Bool) -> [UInt8]? {
        guard let question = DNSMessage.question(in: message) else { return nil }
        asked.withLock { $0.append(question) }
        return DNSMessage.answer(to: message, script(question), overTCP: overTCP)
    }

    private static func sockets() throws -> (Int32, Int32, UInt16) {
        // A port that is free for one kind may be taken for the other.
        for _ in 0..<20 {
            let tcp = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            let udp = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            if let port = bound(tcp, 0), listen(tcp, 16) == 0, bound(udp, port) != nil { return (udp, tcp, port) }
            close(tcp)
            close(udp)
        }
        throw TestFailure("no port for a name server")
    }

    private static func bound(_ descriptor: Int32, _ port: UInt16) -> UInt16? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, size) == 0 && getsockname(descriptor, pointer, &size) == 0
            }
        }
        return isBound ? UInt16(bigEndian: address.sin_port) : nil
    }
}
