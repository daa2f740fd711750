internal import GrapnelStream
internal import NIOCore

extension ConnectionHandler {
    /// Starts TLS on the open connection; `waiter` ends with what was agreed.
    func startTLS(_ waiter: Waiter<TLSSession>) {
        switch phase {
        case .clear: break
        case .ended(.failed(let error)):
            waiter.resume(.failure(error))
            return
        case .closing, .ended(.orderly):
            waiter.resume(.failure(TransportError(.closed, endpoint.description)))
            return
        case .handshaking, .secure:
            waiter.resume(.failure(TransportError(.failed, endpoint.description, detail: "TLS is already on")))
            return
        }
        // Whatever came in clear after <proceed/> must never pass for protected (RFC 6120 §5.4.3.3).
        guard inbound.isEmpty else {
            inbound = []
            return refuse(TransportError(.tlsInjected, endpoint.description), waiter)
        }
        guard reader?.isFinished ?? true, outbox.isEmpty else {
            return refuse(TransportError(.failed, endpoint.description, detail: "TLS began amid other work"), waiter)
        }
        reader = nil
        do throws(TransportError) {
            let engine = try makeEngine()
            phase = .handshaking(engine, waiter)
            startDeadline(Self.handshakeLimit) { handler in
                let detail = "during the TLS handshake"
                handler.fail(TransportError(.timedOut, handler.endpoint.description, detail: detail))
            }
            try advance(engine, waiter)
            readIfWanted()
        } catch {
            refuse(error, waiter)
        }
    }

    /// Takes the handshake further and sends what it produced.
    func advance(_ engine: TLSEngine, _ waiter: Waiter<TLSSession>) throws(TransportError) {
        // A task that gave up must not leave a connection that it believes to be in clear.
        guard !waiter.isFinished else { throw TransportError(.cancelled, endpoint.description) }
        let isOver = try engine.handshake()
        sendAnswers(of: engine)
        guard isOver else { return }
        let session = try engine.session()
        deadline?.cancel()
        deadline = nil
        phase = .secure(engine)
        // The server's first bytes may share a segment with the end of its handshake.
        try engine.decrypt(into: &inbound)
        if !waiter.resume(.success(session)) { throw TransportError(.cancelled, endpoint.description) }
    }

    /// Bounds a phase; the next call replaces the bound.
    func startDeadline(_ limit: TimeAmount, _ expired: @escaping (ConnectionHandler) -> Void) {
        deadline?.cancel()
        deadline = context?.eventLoop.assumeIsolated().scheduleTask(in: limit) { [self] in expired(self) }
    }

    private func refuse(_ error: TransportError, _ waiter: Waiter<TLSSession>) {
        waiter.resume(.failure(error))
        fail(error)
    }
}
