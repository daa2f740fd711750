import GrapnelStream

/// A transport whose octets are written down on their way.
struct WitnessedTransport: Transport {
    private let transport: any Transport
    private let wire: Wire

    init(_ transport: any Transport, _ wire: Wire) {
        self.transport = transport
        self.wire = wire
    }

    var tls: TLSSession? { get async { await transport.tls } }

    func read() async throws(TransportError) -> [UInt8]? {
        let octets = try await transport.read()
        wire.receive(octets ?? [])
        return octets
    }

    func write(_ bytes: [UInt8]) async throws(TransportError) {
        wire.send(bytes)
        try await transport.write(bytes)
    }

    func startTLS() async throws(TransportError) -> TLSSession { try await transport.startTLS() }

    func close() async { await transport.close() }
}
