internal import COpenSSL
internal import GrapnelStream

/// The client side of one TLS connection over memory: bytes in, bytes out, no IO, no clock.
///
/// Not for use from several threads. After any error the engine is used up; what ``readCiphertext(into:)`` still
/// holds then is the alert for the peer.
final class TLSEngine {
    let settings: TLSSettings
    private let judge: CertificateJudge
    let ssl: OpaquePointer
    /// Both belong to `ssl`.
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    /// Whether the handshake is over and the certificate accepted.
    private(set) var isEstablished = false
    /// The session that is offered in the handshake.
    private(set) var offered: ResumableSession?
    /// Told of every session that can be taken up later.
    var newSession: ((ResumableSession) -> Void)?
    /// Whether the peer said `close_notify`: what it sent before is complete.
    private(set) var isEnded = false

    /// - Parameters:
    ///   - offersALPN: whether to announce `xmpp-client`, as direct TLS does (XEP-0368 §3).
    ///   - resuming: the session to take up, if the server still knows it.
    ///   - trust: the hashed directory of certificates that are trusted beside the account's own file.
    init(
        _ settings: TLSSettings,
        offersALPN: Bool,
        resuming: ResumableSession? = nil,
        trust: String = TLSContext.systemTrust
    ) throws(TransportError) {
        let identity = try ReferenceIdentity(settings.domain)
        let judge = CertificateJudge(settings)
        let context = try TLSContext.make(settings, trust: trust)
        defer { SSL_CTX_free(context) }
        judge.install(in: context)
        guard let ssl = SSL_new(context) else { throw TransportError.tls(.tlsFailed, settings) }
        guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
            SSL_free(ssl)
            throw TransportError.tls(.tlsFailed, settings)
        }
        SSL_set_bio(ssl, incoming, outgoing)
        self.settings = settings
        self.judge = judge
        self.ssl = ssl
        self.incoming = incoming
        self.outgoing = outgoing
        SSL_set_connect_state(ssl)
        collectSessions(context, ssl)
        try announce(identity, offersALPN: offersALPN)
        if let resuming, resuming.offer(in: ssl) { offered = resuming }
    }

    deinit {
        SSL_free(ssl)
    }

    private func announce(_ identity: ReferenceIdentity, offersALPN: Bool) throws(TransportError) {
        var isSet = true
        switch identity {
        case .name(let name):
            // The subject's common name never counts (RFC 9525 §2).
            let flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT
            SSL_set_hostflags(ssl, UInt32(flags))
            isSet = SSL_set1_host(ssl, name) == 1
            name.withCString { text in
                let (name, kind) = (UnsafeMutablePointer(mutating: text), Int(TLSEXT_NAMETYPE_host_name))
                isSet = isSet && SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, kind, name) == 1
            }
        case .address(let address):
            isSet = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), address) == 1
        }
        if offersALPN {
            let list = [UInt8(Self.alpn.utf8.count)] + Array(Self.alpn.utf8)
            isSet = isSet && SSL_set_alpn_protos(ssl, list, UInt32(list.count)) == 0
        }
        // A name that was not set would be a name that is not checked.
        guard isSet else { throw TransportError.tls(.tlsFailed, settings) }
    }

    /// The application protocol of XMPP over direct TLS.
    static let alpn = "xmpp-client"

    // MARK: - Handshake

    /// Takes the handshake as far as the received bytes allow; true once it is over.
    ///
    /// - Throws: ``TransportError`` that says why the server was refused or why it refused.
    func handshake() throws(TransportError) -> Bool {
        if isEstablished { return true }
        ERR_clear_error()
        let result = SSL_do_handshake(ssl)
        if result == 1 {
            try check(chosen: chosenALPN)
            try checkResumption()
            isEstablished = true
            return true
        }
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return false
        default:
            if let refusal = judge.refusal { throw refusal }
            let error = TransportError.handshake(settings)
            // There are servers that cannot take up what they gave out themselves; the full handshake decides.
            throw offered == nil ? error : TransportError(.resumptionRefused, settings.domain, detail: error.detail)
        }
    }

    /// A server that speaks something else on this port must not get our bytes (XEP-0368 §4).
    func check(chosen protocolName: String?) throws(TransportError) {
        guard let protocolName, protocolName != Self.alpn else { return }
        throw TransportError(.alpnMismatch, settings.domain, detail: "it chose \(protocolName.debugDescription)")
    }

    private var chosenALPN: String? {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &name, &count)
        guard let name, count > 0 else { return nil }
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    /// What was agreed. Only after the handshake.
    func session() throws(TransportError) -> TLSSession {
        guard isEstablished, let leaf = SSL_get0_peer_certificate(ssl), let cipher = SSL_get_current_cipher(ssl) else {
            throw TransportError(.tlsFailed, settings.domain)
        }
        return TLSSession(
            version: String(cString: SSL_get_version(ssl)),
            cipher: String(cString: SSL_CIPHER_get_name(cipher)),
            exporter: Self.exporter(ssl),
            unique: Self.unique(ssl),
            endPoint: Certificate(leaf).endPoint,
            peerFingerprint: Certificate(leaf).fingerprint,
            alpn: chosenALPN,
            isResumed: isResumed
        )
    }

    // MARK: - Bytes

    /// Takes ciphertext from the peer; ``handshake()`` or ``decrypt(into:)`` then work on it.
    func receive(_ bytes: UnsafeRawBufferPointer) throws(TransportError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = BIO_write(incoming, rest.baseAddress, Int32(clamping: rest.count))
            guard count > 0 else { throw TransportError.tls(.failed, settings) }
            rest = UnsafeRawBufferPointer(rebasing: rest[Int(count)...])
        }
    }

    /// Appends everything that can be decrypted so far, and notes the end if the peer announced it.
    ///
    /// - Throws: ``TransportError`` with `tlsFailed` if a record was tampered with or the peer sent a fatal alert.
    func decrypt(into plaintext: inout [UInt8]) throws(TransportError) {
        while !isEnded {
            ERR_clear_error()
            var status: Int32 = 0
            // One TLS record holds 16 KiB at most.
            let chunk = [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
                status = SSL_read_ex(ssl, buffer.baseAddress, buffer.count, &count)
            }
            if status == 1 {
                if plaintext.isEmpty { plaintext = chunk } else { plaintext += chunk }
                continue
            }
            switch SSL_get_error(ssl, status) {
            case SSL_ERROR_ZERO_RETURN: isEnded = true
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return
            default: throw TransportError.tls(.tlsFailed, settings)
            }
        }
    }

    /// Encrypts `bytes`; the result is collected with ``readCiphertext(into:)``.
    func encrypt(_ bytes: ArraySlice<UInt8>) throws(TransportError) {
        guard !bytes.isEmpty else { return }
        ERR_clear_error()
        var written = 0
        let status = bytes.withUnsafeBytes { SSL_write_ex(ssl, $0.baseAddress, $0.count, &written) }
        guard status == 1, written == bytes.count else { throw TransportError.tls(.tlsFailed, settings) }
    }

    /// Says `close_notify` to the peer.
    func shutdown() {
        ERR_clear_error()
        if isEstablished { _ = SSL_shutdown(ssl) }
    }

    /// How many bytes wait for the peer.
    var ciphertextCount: Int { BIO_ctrl_pending(outgoing) }

    /// Moves bytes for the peer into `buffer`; returns how many.
    func readCiphertext(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        max(0, Int(BIO_read(outgoing, buffer.baseAddress, Int32(clamping: buffer.count))))
    }
}
