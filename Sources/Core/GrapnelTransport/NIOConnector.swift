public import GrapnelStream
internal import Glibc
internal import NIOCore
internal import NIOPosix

/// Dials TCP: resolves the host off the cooperative pool, tries its addresses side by side (RFC 8305), wraps TLS.
public struct NIOConnector: Connector {
    /// One thread carries all connections of the process; it lives as long as that.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// How long resolving and connecting may take together.
    public let timeout: Duration

    public init(timeout: Duration = .seconds(20)) {
        self.timeout = timeout
    }

    public func connect(to endpoint: Endpoint, tls: TLSSettings) async throws(TransportError) -> any Transport {
        let host = try ReferenceIdentity.ascii(endpoint.host)
        let waiter = Waiter<NIOTransport>()
        let transport = try await waiter.wait(cancelled: TransportError(.cancelled, endpoint.description)) {
            let connecting = bootstrap(for: endpoint, tls: tls).connect(host: host, port: Int(endpoint.port))
            let future = connecting.flatMapThrowing { channel in
                NIOTransport(channel, try channel.pipeline.syncOperations.handler(type: ConnectionHandler.self))
            }
            // A transport that nobody waits for any more closes itself when it goes.
            future.whenComplete { result in
                waiter.resume(result.mapError { TransportError.connecting($0, endpoint) })
            }
        }
        if endpoint.mode == .directTLS { _ = try await transport.startTLS() }
        return transport
    }

    private func bootstrap(for endpoint: Endpoint, tls: TLSSettings) -> ClientBootstrap {
        let noDelay = ChannelOptions.Types.SocketOption(level: .tcp, name: .tcp_nodelay)
        let buffers = AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 4096, maximum: 65_536)
        return ClientBootstrap(group: Self.loops)
            .connectTimeout(TimeAmount(timeout))
            .channelOption(noDelay, value: 1)
            .channelOption(.autoRead, value: false)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.recvAllocator, value: buffers)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = ConnectionHandler(endpoint: endpoint, settings: tls)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
    }
}
