internal import COpenSSL
internal import GrapnelStream

extension TLSEngine {
    /// Has OpenSSL tell this engine of sessions that can be taken up later; nothing is kept in `context` itself.
    func collectSessions(_ context: OpaquePointer, _ ssl: OpaquePointer) {
        let mode = SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL
        SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, Int(mode), nil)
        SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
        SSL_CTX_sess_set_new_cb(context) { ssl, session in
            if let session, let engine = SSL_get_ex_data(ssl, 0) {
                Unmanaged<TLSEngine>.fromOpaque(engine).takeUnretainedValue().collect(session)
            }
            return 0
        }
    }

    private func collect(_ session: OpaquePointer) {
        // One of a handshake that is not over yet has no accepted certificate.
        guard isEstablished, let session = ResumableSession(session) else { return }
        newSession?(session)
    }

    /// Whether the connection goes on from an earlier session.
    var isResumed: Bool { SSL_session_reused(ssl) == 1 }

    /// Makes sure that a session that was taken up is the one that was accepted, certificate included.
    func checkResumption() throws(TransportError) {
        guard isResumed else { return }
        let fingerprint = SSL_get0_peer_certificate(ssl).map { Certificate($0).fingerprint }
        guard let offered, fingerprint == offered.fingerprint, SSL_get_verify_result(ssl) == Int(X509_V_OK) else {
            throw TransportError(.certificateUntrusted, settings.domain, detail: "the TLS session is another's")
        }
    }
}
