import Synchronization

/// What one connection has carried.
final class Wire: Sendable {
    private let octets = Mutex<(sent: [UInt8], received: [UInt8])>(([], []))

    func send(_ octets: [UInt8]) { self.octets.withLock { $0.sent += octets } }
    func receive(_ octets: [UInt8]) { self.octets.withLock { $0.received += octets } }

    var sent: String { octets.withLock { String(decoding: $0.sent, as: UTF8.self) } }
    var received: String { octets.withLock { String(decoding: $0.received, as: UTF8.self) } }
}
