internal import GrapnelStream
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Gives NIO's race of addresses (RFC 8305) what a ``GrapnelStream/NameResolver`` finds; for one connection.
final class AddressQueries: NIOPosix.Resolver, Sendable {
    private let resolver: any NameResolver
    private let loop: any EventLoop
    private let running = Mutex<[Task<Void, Never>]>([])

    init(_ resolver: any NameResolver, on loop: any EventLoop) {
        self.resolver = resolver
        self.loop = loop
    }

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        query(host, port, .ipv4)
    }

    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        query(host, port, .ipv6)
    }

    func cancelQueries() {
        for task in running.withLock({ $0 }) { task.cancel() }
    }

    private func query(_ host: String, _ port: Int, _ family: AddressFamily) -> EventLoopFuture<[SocketAddress]> {
        let promise = loop.makePromise(of: [SocketAddress].self)
        let task = promise.completeWithTask { [resolver] in
            try await resolver.addresses(of: host, family).map { try SocketAddress(ipAddress: $0, port: port) }
        }
        running.withLock { $0.append(task) }
        return promise.futureResult
    }
}
