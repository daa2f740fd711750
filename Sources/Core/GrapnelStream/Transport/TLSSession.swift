/// What a completed and verified TLS handshake agreed on.
///
/// Holding one is the proof that the connection is encrypted and the certificate was accepted: what sends
/// credentials asks for it as an argument.
public struct TLSSession: Sendable, Hashable {
    /// The protocol version as OpenSSL names it, `TLSv1.2` or `TLSv1.3`.
    public let version: String
    /// The cipher suite's name.
    public let cipher: String
    /// The keying material for `tls-exporter` channel binding, 32 bytes (RFC 9266), or nil where it is not defined:
    /// below TLS 1.3 without the extended master secret.
    public let exporter: [UInt8]?
    /// The first Finished message for `tls-unique` channel binding (RFC 5929 §3), or nil on a resumed session.
    public let unique: [UInt8]?
    /// The hash of the server's certificate for `tls-server-end-point` channel binding (RFC 5929 §4), or nil where it is
    /// not defined, as for a certificate that is signed without a hash.
    public let endPoint: [UInt8]?
    /// SHA-256 of the server's leaf certificate as 64 lower-case hex digits.
    public let peerFingerprint: String
    /// The application protocol the server chose, or nil.
    public let alpn: String?
    /// Whether an earlier session was taken up, with the certificate that was accepted then (RFC 8446 §2.2).
    public let isResumed: Bool

    public init(
        version: String,
        cipher: String,
        exporter: [UInt8]?,
        unique: [UInt8]?,
        endPoint: [UInt8]? = nil,
        peerFingerprint: String,
        alpn: String? = nil,
        isResumed: Bool = false
    ) {
        self.version = version
        self.cipher = cipher
        self.exporter = exporter
        self.unique = unique
        self.endPoint = endPoint
        self.peerFingerprint = peerFingerprint
        self.alpn = alpn
        self.isResumed = isResumed
    }
}

extension TLSSession: CustomStringConvertible {
    /// Version, cipher and fingerprint; the channel binding data never appears in a log.
    public var description: String {
        "\(version) \(cipher) \(peerFingerprint)"
    }
}

extension TLSSession: CustomReflectable {
    public var customMirror: Mirror {
        Mirror(self, children: ["version": version, "cipher": cipher, "peerFingerprint": peerFingerprint])
    }
}
