public import GrapnelStream
import Synchronization

/// Answers every connection with one in memory, and gives its other end to whoever waits for it.
public final class MemoryConnector: Connector {
    private let (transports, arrivals) = AsyncStream<MemoryTransport>.makeStream(bufferingPolicy: .bufferingOldest(16))

    public init() {}

    public func connect(to endpoint: Endpoint, tls: TLSSettings) async throws(TransportError) -> any Transport {
        let transport = MemoryTransport()
        arrivals.yield(transport)
        return transport
    }

    /// The next connection that the client opens.
    func next() async throws -> MemoryTransport {
        for await transport in transports { return transport }
        throw TestFailure("the client opened no connection")
    }
}
