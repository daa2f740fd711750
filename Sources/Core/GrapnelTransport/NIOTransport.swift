public import GrapnelStream
internal import NIOCore
internal import Synchronization

/// A TCP connection with TLS, driven by one event loop.
///
/// Bytes are pulled: the socket is read only while ``read()`` waits, so a slow reader slows the server down and at
/// most 64 KiB wait here. ``write(_:)`` returns when the socket took the last byte; 256 KiB at most are encrypted
/// ahead of it. A lost or closed connection ends every wait.
public final class NIOTransport: Transport {
    private let channel: any Channel
    private let handler: NIOLoopBound<ConnectionHandler>
    private let endpoint: Endpoint
    private let session = Mutex<TLSSession?>(nil)

    /// Takes over a connected channel; on its event loop.
    init(_ channel: any Channel, _ handler: ConnectionHandler) {
        self.channel = channel
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
        endpoint = handler.endpoint
    }

    deinit {
        channel.close(promise: nil)
    }

    public var tls: TLSSession? {
        get async { session.withLock { $0 } }
    }

    public func read() async throws(TransportError) -> [UInt8]? {
        let waiter = Waiter<[UInt8]?>()
        return try await waiter.wait(cancelled: TransportError(.closed, endpoint.description)) {
            channel.eventLoop.execute { [handler] in handler.value.read(waiter) }
        }
    }

    /// Sends all of `bytes` in order, and returns when the socket has taken them.
    ///
    /// A task that is cancelled stops waiting; what was begun is still sent whole, so the stream stays intact.
    public func write(_ bytes: [UInt8]) async throws(TransportError) {
        if bytes.isEmpty { return }
        let waiter = Waiter<Void>()
        try await waiter.wait(cancelled: TransportError(.cancelled, endpoint.description)) {
            channel.eventLoop.execute { [handler] in handler.value.write(bytes, waiter) }
        }
    }

    /// Performs the handshake; it is over or failed after 30 seconds. A cancelled one closes the connection.
    public func startTLS() async throws(TransportError) -> TLSSession {
        let waiter = Waiter<TLSSession>()
        do throws(TransportError) {
            let agreed = try await waiter.wait(cancelled: TransportError(.cancelled, endpoint.description)) {
                channel.eventLoop.execute { [handler] in handler.value.startTLS(waiter) }
            }
            session.withLock { $0 = agreed }
            return agreed
        } catch {
            // Half a handshake is no connection; all other failures were dealt with on the event loop.
            if error.condition == .cancelled { channel.close(promise: nil) }
            throw error
        }
    }

    /// Sends what is under way, `close_notify` and FIN, and waits for the peer's FIN; two seconds at most.
    public func close() async {
        channel.eventLoop.execute { [handler] in handler.value.close() }
        do {
            try await channel.closeFuture.get()
        } catch {
            // However it ended, it is closed.
            return
        }
    }
}
