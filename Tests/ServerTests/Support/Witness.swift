import GrapnelStream
import Synchronization

/// Writes down what a client's connections carry, inside of TLS.
final class Witness: Connector {
    private let connector: any Connector
    private let wires = Mutex<[Wire]>([])

    init(_ connector: any Connector) {
        self.connector = connector
    }

    func connect(to endpoint: Endpoint, tls: TLSSettings) async throws(TransportError) -> any Transport {
        let wire = Wire()
        wires.withLock { $0.append(wire) }
        return WitnessedTransport(try await connector.connect(to: endpoint, tls: tls), wire)
    }

    /// Every connection that was tried, in order.
    var all: [Wire] { wires.withLock { $0 } }

    /// Everything that was sent, over all connections.
    var sent: String { all.map(\.sent).joined() }
}
