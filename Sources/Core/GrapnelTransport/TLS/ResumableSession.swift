internal import COpenSSL

/// A TLS session that can be taken up again (RFC 8446 §2.2), as octets; a secret.
struct ResumableSession: Sendable {
    /// How long one is kept at most; the server's own limit counts too.
    static let lifetime = Duration.seconds(24 * 3600)

    /// OpenSSL's own form.
    let encoded: [UInt8]
    /// SHA-256 of the leaf certificate that was accepted when the session began.
    let fingerprint: String
    let expires: ContinuousClock.Instant

    /// Nil for a session that must not or cannot be taken up.
    ///
    /// Below TLS 1.3 none is: `tls-unique` is not defined on a resumed one (RFC 5929 §3), and a login that was bound
    /// to the channel before may not do without.
    init?(_ session: OpaquePointer) {
        guard SSL_SESSION_get_protocol_version(session) >= TLS1_3_VERSION, SSL_SESSION_is_resumable(session) == 1,
            let leaf = SSL_SESSION_get0_peer(session)
        else { return nil }
        let count = i2d_SSL_SESSION(session, nil)
        guard count > 0 else { return nil }
        encoded = [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, used in
            var end = buffer.baseAddress
            used = max(0, Int(i2d_SSL_SESSION(session, &end)))
        }
        fingerprint = Certificate(leaf).fingerprint
        expires = .now + Self.lifetime
    }

    /// Offers this session in the handshake that `ssl` is about to begin; false where it is not any good any more.
    func offer(in ssl: OpaquePointer) -> Bool {
        guard ContinuousClock.now < expires else { return false }
        let session = encoded.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var start = buffer.baseAddress
            return d2i_SSL_SESSION(nil, &start, buffer.count)
        }
        guard let session else { return false }
        defer { SSL_SESSION_free(session) }
        // A handshake that takes a session up judges no certificate, so this one must still be good by its dates.
        guard let leaf = SSL_SESSION_get0_peer(session), let end = X509_get0_notAfter(leaf),
            X509_cmp_current_time(end) > 0
        else { return false }
        return SSL_set_session(ssl, session) == 1
    }
}
