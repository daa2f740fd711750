internal import GrapnelStream
internal import NIOCore

extension ConnectionHandler {
    /// Sends `bytes` after what is being sent; `waiter` ends when the socket has taken the last one.
    func write(_ bytes: [UInt8], _ waiter: Waiter<Void>) {
        switch phase {
        case .clear, .secure:
            // A write that was cancelled before its first byte left is as if it had never been.
            if outbox.count > 1 { outbox[1...].removeAll { $0.waiter.isFinished } }
            outbox.append(Outgoing(bytes: bytes[...], waiter: waiter))
            if outbox.count == 1 { sendChunk() }
        case .handshaking:
            let error = TransportError(.failed, endpoint.description, detail: "nothing is sent during the handshake")
            waiter.resume(.failure(error))
        case .ended(.failed(let error)):
            waiter.resume(.failure(error))
        case .closing, .ended(.orderly):
            waiter.resume(.failure(TransportError(.closed, endpoint.description)))
        }
    }

    private func sendChunk() {
        guard let context, let current = outbox.first else { return }
        let chunk = current.bytes.prefix(Self.chunk)
        outbox[0].bytes = current.bytes.dropFirst(Self.chunk)
        let buffer: ByteBuffer
        if let engine {
            do throws(TransportError) { try engine.encrypt(chunk) } catch { return fail(error) }
            buffer = ciphertext(of: engine)
        } else {
            buffer = context.channel.allocator.buffer(bytes: chunk)
        }
        flush(buffer, context) { handler in handler.chunkSent() }
    }

    private func chunkSent() {
        guard let current = outbox.first else { return }
        if current.bytes.isEmpty {
            current.waiter.resume(.success(()))
            outbox.removeFirst()
            outbox.removeAll { $0.waiter.isFinished }
        }
        if !outbox.isEmpty {
            sendChunk()
        } else if case .closing(let engine) = phase {
            sayGoodbye(engine)
        }
    }

    private func flush(
        _ buffer: ByteBuffer,
        _ context: ChannelHandlerContext,
        then next: @escaping (ConnectionHandler) -> Void
    ) {
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success: next(self)
            case .failure(let error): fail(.broken(error, endpoint))
            }
        }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
    }

    /// The engine that protects what is sent now, or nil in clear.
    private var engine: TLSEngine? {
        switch phase {
        case .secure(let engine): engine
        case .closing(let engine): engine
        case .clear, .handshaking, .ended: nil
        }
    }

    // MARK: - Closing

    /// Ends our side: what is being sent, `close_notify`, FIN; then waits a little for the peer to do the same.
    func close() {
        guard let context else { return }
        switch phase {
        case .clear, .secure:
            let engine: TLSEngine? = if case .secure(let engine) = phase { engine } else { nil }
            phase = .closing(engine)
            deliver()
            startDeadline(Self.closeLimit) { handler in handler.context?.close(promise: nil) }
            if outbox.isEmpty { sayGoodbye(engine) }
        case .handshaking:
            fail(TransportError(.closed, endpoint.description))
        case .closing:
            break
        case .ended:
            context.close(promise: nil)
        }
    }

    private func sayGoodbye(_ engine: TLSEngine?) {
        guard let context else { return }
        engine?.shutdown()
        let buffer = engine.map(ciphertext) ?? ByteBuffer()
        flush(buffer, context) { handler in
            if engine?.isEnded ?? false {
                handler.context?.close(promise: nil)
            } else {
                // Closing with unread bytes would reset the connection and could cost the peer our last ones.
                handler.context?.close(mode: .output, promise: nil)
                handler.readIfWanted()
            }
        }
    }
}
