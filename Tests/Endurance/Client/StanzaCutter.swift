import GrapnelStream
import Synchronization

/// A connector whose connections can break within a stanza: half of what is sent or read next arrives, then nothing.
///
/// Below TLS that cannot be had, since a record that was cut says nothing at all.
final class StanzaCutter: Connector {
    enum Direction: Sendable {
        case toServer, toClient
    }

    private struct State {
        var armed: Direction?
        var cuts = 0
        var resumed = 0
    }

    private let connector: any Connector
    private let wire: WireLog?
    private let state = Mutex(State())

    init(_ connector: any Connector, wire: WireLog?) {
        self.connector = connector
        self.wire = wire
    }

    /// Connections that were broken.
    var cuts: Int { state.withLock(\.cuts) }

    /// Streams that a server said it has resumed.
    var resumed: Int { state.withLock(\.resumed) }

    /// Breaks the next connection that carries something in this direction; nil for none after all.
    func arm(_ direction: Direction?) {
        state.withLock { $0.armed = direction }
    }

    func connect(to endpoint: Endpoint, tls: TLSSettings) async throws(TransportError) -> any Transport {
        CutTransport(try await connector.connect(to: endpoint, tls: tls), self)
    }

    /// How much of some octets arrives; all of them unless this is where the connection breaks.
    fileprivate func pass(_ octets: [UInt8], _ direction: Direction) -> [UInt8] {
        state.withLock { state in
            guard state.armed == direction, octets.count > 1 else { return octets }
            state.armed = nil
            state.cuts += 1
            return Array(octets.prefix(octets.count / 2))
        }
    }

    fileprivate func look(at octets: [UInt8], _ direction: Direction) {
        wire?.note(octets, direction == .toServer ? ">" : "<")
        guard direction == .toClient else { return }
        // No message of a run holds this.
        let text = String(decoding: octets, as: UTF8.self)
        if text.contains("<resumed") {
            state.withLock { $0.resumed += 1 }
            Scoreboard.tell("resumed")
        } else if text.contains("<failed") {
            Scoreboard.tell("refused")
        }
    }
}

private actor CutTransport: Transport {
    private let transport: any Transport
    private let cutter: StanzaCutter
    private var isCut = false

    init(_ transport: any Transport, _ cutter: StanzaCutter) {
        self.transport = transport
        self.cutter = cutter
    }

    var tls: TLSSession? { get async { await transport.tls } }

    func read() async throws(TransportError) -> [UInt8]? {
        guard !isCut else { return nil }
        guard let octets = try await transport.read() else { return nil }
        let passed = cutter.pass(octets, .toClient)
        cutter.look(at: passed, .toClient)
        if passed.count < octets.count { await cut() }
        return passed
    }

    func write(_ bytes: [UInt8]) async throws(TransportError) {
        guard !isCut else { throw TransportError(.closed, "the endurance run") }
        let passed = cutter.pass(bytes, .toServer)
        cutter.look(at: passed, .toServer)
        try await transport.write(passed)
        guard passed.count < bytes.count else { return }
        await cut()
        throw TransportError(.closed, "the endurance run")
    }

    private func cut() async {
        isCut = true
        await transport.close()
    }

    func startTLS() async throws(TransportError) -> TLSSession { try await transport.startTLS() }

    func close() async { await transport.close() }
}
