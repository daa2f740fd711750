public import GrapnelStream

/// A connection in memory that is as good as TLS; the other end is a ``ScriptedServer``.
public final class MemoryTransport: Transport {
    let incoming = BytePipe()
    let outgoing = BytePipe()

    public init() {}

    public let tls: TLSSession? = TLSSession(
        version: "TLSv1.3", cipher: "none", exporter: [UInt8](repeating: 7, count: 32), unique: nil,
        peerFingerprint: String(repeating: "0", count: 64))

    public func read() async throws(TransportError) -> [UInt8]? {
        await incoming.read()
    }

    public func write(_ bytes: [UInt8]) async throws(TransportError) {
        outgoing.write(bytes)
    }

    public func startTLS() async throws(TransportError) -> TLSSession {
        throw TransportError(.failed, "memory")
    }

    public func close() async {
        incoming.close()
        outgoing.close()
    }
}
