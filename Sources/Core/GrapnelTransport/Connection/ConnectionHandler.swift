internal import GrapnelStream
internal import NIOCore
internal import NIOPosix

/// One connection on its event loop: decides when the socket is read, runs TLS, resumes who waits.
///
/// The socket is only read while somebody waits for bytes, so at most one read (64 KiB) is buffered here; when the
/// peer ends the connection, also what the kernel's receive buffer still held.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// Bytes pass as they are.
        case clear
        case handshaking(TLSEngine, Waiter<TLSSession>)
        case secure(TLSEngine)
        /// The last bytes are out or on their way; what still arrives is dropped.
        case closing(TLSEngine?)
        case ended(End)
    }

    /// What a reader is told once the buffered bytes are read.
    enum End {
        case orderly
        case failed(TransportError)
    }

    /// A write in progress: what of `bytes` is not handed to the socket yet.
    struct Outgoing {
        var bytes: ArraySlice<UInt8>
        let waiter: Waiter<Void>
    }

    /// Longest wait for the peer's part of a handshake, and of an orderly end.
    static let handshakeLimit = TimeAmount.seconds(30)
    static let closeLimit = TimeAmount.seconds(2)
    /// How much is encrypted ahead of the socket.
    static let chunk = 262_144
    /// How much TLS may say by itself before the socket takes it.
    static let answerLimit = 65_536

    let endpoint: Endpoint
    let settings: TLSSettings
    var context: ChannelHandlerContext?
    var phase = Phase.clear
    var inbound: [UInt8] = []
    var reader: Waiter<[UInt8]?>?
    /// The first one is being sent; later ones only exist while a cancelled write still drains.
    var outbox: [Outgoing] = []
    var deadline: Scheduled<Void>?
    private var answersUnderWay = 0

    private let sessions: TLSSessionCache?

    init(endpoint: Endpoint, settings: TLSSettings, sessions: TLSSessionCache? = nil) {
        self.endpoint = endpoint
        self.settings = settings
        self.sessions = sessions
    }

    /// An engine that goes on from an earlier session where there is one, and keeps those that the server gives out.
    func makeEngine() throws(TransportError) -> TLSEngine {
        let offersALPN = endpoint.mode == .directTLS
        guard let sessions, let key = sessionKey else { return try TLSEngine(settings, offersALPN: offersALPN) }
        let engine = try TLSEngine(settings, offersALPN: offersALPN, resuming: sessions.take(key))
        engine.newSession = { sessions.keep($0, for: key) }
        return engine
    }

    private var sessionKey: TLSSessionCache.Key? { TLSSessionCache.Key(settings, endpoint) }

    // MARK: - Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        do throws(TransportError) {
            switch phase {
            case .clear:
                inbound.append(contentsOf: buffer.readableBytesView)
            case .handshaking(let engine, let waiter):
                try receive(buffer, engine)
                try advance(engine, waiter)
            case .secure(let engine):
                try receive(buffer, engine)
                try engine.decrypt(into: &inbound)
                sendAnswers(of: engine)
            case .closing, .ended:
                return
            }
        } catch {
            return fail(error)
        }
        deliver()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        acknowledgeQuickly(context)
        readIfWanted()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(.broken(error, endpoint))
    }

    func channelInactive(context: ChannelHandlerContext) {
        switch phase {
        case .clear:
            finish(.orderly)
        case .handshaking:
            finish(.failed(TransportError(.truncated, endpoint.description, detail: "during the TLS handshake")))
        case .secure(let engine):
            // A FIN alone can be forged by anybody on the path (RFC 8446 §6.1).
            finish(engine.isEnded ? .orderly : .failed(TransportError(.truncated, endpoint.description)))
        case .closing:
            finish(.failed(TransportError(.closed, endpoint.description)))
        case .ended:
            break
        }
    }

    private func receive(_ buffer: ByteBuffer, _ engine: TLSEngine) throws(TransportError) {
        var result = Result<Void, TransportError>.success(())
        buffer.withUnsafeReadableBytes { bytes in
            do throws(TransportError) { try engine.receive(bytes) } catch { result = .failure(error) }
        }
        try result.get()
    }

    // MARK: - End

    /// Records the end and tells everybody who waits; bytes that arrived before stay readable.
    func finish(_ end: End) {
        if case .ended = phase { return }
        let handshake: Waiter<TLSSession>?
        if case .handshaking(let engine, let waiter) = phase {
            handshake = waiter
            if engine.offered != nil, let key = sessionKey { sessions?.refuse(key) }
        } else {
            handshake = nil
        }
        phase = .ended(end)
        deadline?.cancel()
        deadline = nil
        let error: TransportError
        switch end {
        case .orderly: error = TransportError(.closed, endpoint.description)
        case .failed(let reason): error = reason
        }
        handshake?.resume(.failure(error))
        outbox.forEach { $0.waiter.resume(.failure(error)) }
        outbox = []
        deliver()
    }

    /// Ends the connection because of `error`; TLS still gets to send its alert.
    func fail(_ error: TransportError) {
        let engine: TLSEngine? =
            switch phase {
            case .handshaking(let engine, _), .secure(let engine): engine
            case .clear, .closing, .ended: nil
            }
        finish(.failed(error))
        guard let context else { return }
        if let engine { sendAnswers(of: engine) }
        context.close(promise: nil)
    }

    /// Sends what TLS says by itself: handshake flights and alerts.
    func sendAnswers(of engine: TLSEngine) {
        let count = engine.ciphertextCount
        guard count > 0, let context else { return }
        answersUnderWay += count
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [self] _ in answersUnderWay -= count }
        context.writeAndFlush(wrapOutboundOut(ciphertext(of: engine)), promise: promise)
        // A peer that asks for renegotiation on and on and never reads the refusals would fill the memory here.
        if answersUnderWay > Self.answerLimit {
            fail(TransportError(.tlsFailed, endpoint.description, detail: "it asks for answers and takes none"))
        }
    }

    func ciphertext(of engine: TLSEngine) -> ByteBuffer {
        let count = engine.ciphertextCount
        var buffer = context?.channel.allocator.buffer(capacity: count) ?? ByteBuffer()
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { engine.readCiphertext(into: $0) }
        return buffer
    }
}
