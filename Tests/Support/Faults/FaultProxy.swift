import Foundation
import Glibc

/// A TCP proxy on loopback that breaks connections on command, between a real client and a real server.
///
/// It carries octets without looking at them, so it works below TLS. ``conditions`` hold until they are changed;
/// ``inflict(_:)`` befalls the connections that are open at that moment, and has happened when it returns:
///
///     let proxy = try FaultProxy(to: server.port)
///     // … the client connects to 127.0.0.1:proxy.port …
///     await proxy.change { $0.delay = .milliseconds(50) }
///     await proxy.inflict(.reset)
///     await proxy.change { $0.refuses = true }
///
/// One thread serves all connections. Each direction of one buffers ``ProxyPipe/bound`` octets at most, then its
/// sender has to wait; there are ``ProxyLoop/bound`` connections at most, the oldest is reset for a new one. The proxy
/// ends, and resets what is open, when the last reference to it goes.
public final class FaultProxy: Sendable {
    /// Where it listens, on 127.0.0.1.
    public let port: UInt16
    private let control: ProxyControl

    /// - Parameter target: the port of the server on 127.0.0.1; it is looked for at every connection anew.
    public init(to target: UInt16) throws {
        let control = try ProxyControl()
        let listener = try ProxyListener()
        port = listener.port
        self.control = control
        Thread.detachNewThread {
            var loop = ProxyLoop(control: control, listener: listener, target: target)
            loop.run()
        }
    }

    deinit { control.stop() }

    public var counts: FaultCounts { control.counts }

    public var conditions: FaultConditions { control.conditions }

    /// Changes what holds for all connections; it holds when this returns.
    public func change(_ change: @Sendable @escaping (inout FaultConditions) -> Void) async {
        await control.perform(.change(change))
    }

    /// Lets a fault befall every connection that is open.
    public func inflict(_ fault: Fault) async {
        await control.perform(.inflict(fault))
    }
}
