public import GrapnelStream
internal import Glibc
internal import NIOCore
internal import NIOPosix

/// Dials TCP: looks the host up, tries its addresses side by side (RFC 8305), wraps TLS.
///
/// Nothing of it blocks the cooperative pool. A host that is an address is not looked up.
public struct NIOConnector: Connector {
    /// One thread carries all connections of the process; it lives as long as that.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// How long looking up and connecting may take together.
    public let timeout: Duration
    private let resolver: any NameResolver

    public init(resolver: any NameResolver = CAresResolver(), timeout: Duration = .seconds(20)) {
        self.resolver = resolver
        self.timeout = timeout
    }

    public func services(_ service: String, of domain: String) async throws(TransportError) -> [ServiceRecord] {
        let name = try ReferenceIdentity.ascii(domain)
        do throws(TransportError) {
            return try await resolver.services(at: "\(service).\(name)")
        } catch {
            // Users know their domain and not what stands below it.
            throw TransportError(error.condition, domain, detail: error.detail)
        }
    }

    public func connect(to endpoint: Endpoint, tls: TLSSettings) async throws(TransportError) -> any Transport {
        let host = try ReferenceIdentity(endpoint.host)
        let waiter = Waiter<NIOTransport>()
        let transport = try await waiter.wait(cancelled: TransportError(.cancelled, endpoint.description)) {
            let future = dial(host, endpoint, tls).flatMapThrowing { channel in
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

    private func dial(_ host: ReferenceIdentity, _ endpoint: Endpoint, _ tls: TLSSettings) -> EventLoopFuture<
        any Channel
    > {
        let loop = Self.loops.next()
        let bootstrap = bootstrap(for: endpoint, tls: tls, on: loop)
        switch host {
        case .name(let name):
            return bootstrap.resolver(AddressQueries(resolver, on: loop)).connect(host: name, port: Int(endpoint.port))
        case .address(let address):
            do {
                return bootstrap.connect(to: try SocketAddress(ipAddress: address, port: Int(endpoint.port)))
            } catch {
                return loop.makeFailedFuture(error)
            }
        }
    }

    private func bootstrap(for endpoint: Endpoint, tls: TLSSettings, on loop: any EventLoop) -> ClientBootstrap {
        let noDelay = ChannelOptions.Types.SocketOption(level: .tcp, name: .tcp_nodelay)
        let buffers = AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 4096, maximum: 65_536)
        return ClientBootstrap(group: loop)
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
