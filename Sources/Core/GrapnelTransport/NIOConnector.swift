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
    let sessions = TLSSessionCache()

    public init(resolver: any NameResolver = CAresResolver(), timeout: Duration = .seconds(20)) {
        self.resolver = resolver
        self.timeout = timeout
    }

    public func services(_ service: String, of domain: String) async throws(TransportError) -> [ServiceRecord] {
        let name = try ReferenceIdentity.ascii(domain)
        // No name server is told of an onion service (RFC 7686 §2).
        if Self.isOnion(name) { return [] }
        do throws(TransportError) {
            return try await resolver.services(at: "\(service).\(name)")
        } catch {
            // Users know their domain and not what stands below it.
            throw TransportError(error.condition, domain, detail: error.detail)
        }
    }

    public func connect(to endpoint: Endpoint, tls: TLSSettings) async throws(TransportError) -> any Transport {
        let transport = try await open(endpoint, tls)
        guard endpoint.mode == .directTLS else { return transport }
        do throws(TransportError) {
            _ = try await transport.startTLS()
            return transport
        } catch {
            guard error.condition == .resumptionRefused else { throw error }
        }
        // No session is offered there any more, so this happens once.
        let second = try await open(endpoint, tls)
        _ = try await second.startTLS()
        return second
    }

    private func open(_ endpoint: Endpoint, _ tls: TLSSettings) async throws(TransportError) -> NIOTransport {
        let host = try ReferenceIdentity(endpoint.host)
        if case .name(let name) = host, endpoint.proxy == nil, Self.isOnion(name) {
            throw TransportError(.proxyRequired, endpoint.host)
        }
        let waiter = Waiter<NIOTransport>()
        return try await waiter.wait(cancelled: TransportError(.cancelled, endpoint.description)) {
            let future = dial(host, endpoint, tls).flatMapThrowing { channel in
                NIOTransport(channel, try channel.pipeline.syncOperations.handler(type: ConnectionHandler.self))
            }
            // A transport that nobody waits for any more closes itself when it goes.
            future.whenComplete { result in
                waiter.resume(result.mapError { TransportError.connecting($0, endpoint) })
            }
        }
    }

    private static func isOnion(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.hasSuffix(".onion") || name.hasSuffix(".onion.")
    }

    private func dial(
        _ host: ReferenceIdentity, _ endpoint: Endpoint, _ tls: TLSSettings
    ) -> EventLoopFuture<any Channel> {
        let loop = Self.loops.next()
        let connection = bootstrap(on: loop)
        if let proxy = endpoint.proxy { return dial(proxy, host, endpoint, tls, connection, loop) }
        let bootstrap = connection.channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture { try Self.take(channel, endpoint, tls, sessions) }
        }
        switch host {
        case .name(let name):
            return bootstrap.resolver(AddressQueries(resolver, on: loop)).connect(host: name, port: Int(endpoint.port))
        case .address(let address):
            return Self.connect(bootstrap, address, endpoint.port, loop)
        }
    }

    /// Connects to the proxy's own address, which is a literal, and tells it the host; nothing is looked up.
    private func dial(
        _ proxy: Proxy, _ host: ReferenceIdentity, _ endpoint: Endpoint, _ tls: TLSSettings,
        _ connection: ClientBootstrap, _ loop: any EventLoop
    ) -> EventLoopFuture<any Channel> {
        let named = Endpoint(host: host.text, port: endpoint.port, mode: endpoint.mode, proxy: proxy)
        let outcome = loop.makePromise(of: Void.self)
        let bootstrap = connection.channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(SOCKSHandler(proxy, to: named, outcome: outcome))
            }
        }
        let address = proxy.host == "localhost" ? "127.0.0.1" : proxy.host
        let connecting = Self.connect(bootstrap, address, proxy.port, loop).flatMapErrorThrowing { error in
            let reason = TransportError.connecting(error, endpoint)
            let failure = TransportError(.proxyUnreachable, "\(proxy)", detail: reason.condition.rawValue)
            outcome.fail(failure)
            throw failure
        }
        return connecting.flatMap { channel in
            outcome.futureResult.flatMapThrowing {
                let pipeline = channel.pipeline.syncOperations
                let handler = try pipeline.handler(type: SOCKSHandler.self)
                try Self.take(channel, endpoint, tls, sessions)
                pipeline.removeHandler(handler, promise: nil)
                return channel
            }
        }
    }

    private static func connect(
        _ bootstrap: ClientBootstrap, _ address: String, _ port: UInt16, _ loop: any EventLoop
    ) -> EventLoopFuture<any Channel> {
        do {
            return bootstrap.connect(to: try SocketAddress(ipAddress: address, port: Int(port)))
        } catch {
            return loop.makeFailedFuture(error)
        }
    }

    /// Gives a channel what turns it into a transport.
    private static func take(
        _ channel: any Channel, _ endpoint: Endpoint, _ tls: TLSSettings, _ sessions: TLSSessionCache
    ) throws {
        let handler = ConnectionHandler(endpoint: endpoint, settings: tls, sessions: sessions)
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    private func bootstrap(on loop: any EventLoop) -> ClientBootstrap {
        let noDelay = ChannelOptions.Types.SocketOption(level: .tcp, name: .tcp_nodelay)
        let buffers = AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 4096, maximum: 65_536)
        return ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(timeout))
            .channelOption(noDelay, value: 1)
            .channelOption(.autoRead, value: false)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.recvAllocator, value: buffers)
    }
}
