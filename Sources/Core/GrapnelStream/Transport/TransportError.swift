/// Why a connection could not be made or did not last.
public struct TransportError: Error, Sendable, Hashable {
    /// What went wrong, as a stable name.
    public enum Condition: String, Sendable, Hashable, CaseIterable {
        case connectionRefused = "connection-refused"
        case hostUnknown = "host-unknown"
        case hostUnreachable = "host-unreachable"
        /// A name server was asked and its answer is a failure or none that can be understood.
        case lookupFailed = "lookup-failed"
        /// No name server could be asked, or none answered.
        case noNameServer = "no-name-server"
        /// The domain publishes that it offers no such service (an SRV target of ".").
        case serviceUnavailable = "service-unavailable"
        case timedOut = "timed-out"
        case reset = "reset"
        /// TLS ended without `close_notify`; what was in flight may have been cut.
        case truncated = "truncated"
        case closed = "closed"
        case cancelled = "cancelled"
        case tlsRequired = "tls-required"
        case tlsFailed = "tls-failed"
        /// Bytes arrived in clear between `<proceed/>` and the handshake.
        case tlsInjected = "tls-injected"
        case alpnMismatch = "alpn-mismatch"
        case certificateExpired = "certificate-expired"
        case certificateNotYetValid = "certificate-not-yet-valid"
        case certificateForeignName = "certificate-foreign-name"
        case certificateUntrusted = "certificate-untrusted"
        case certificateRevoked = "certificate-revoked"
        case certificateNotPinned = "certificate-not-pinned"
        case caFileUnreadable = "ca-file-unreadable"
        /// The account's own certificate cannot be used.
        case certificateFileUnreadable = "certificate-file-unreadable"
        /// The proxy cannot be connected to.
        case proxyUnreachable = "proxy-unreachable"
        /// The proxy refuses the login or the connection.
        case proxyRefused = "proxy-refused"
        /// What answers as proxy does not speak SOCKS5 (RFC 1928).
        case proxyMalformed = "proxy-malformed"
        /// An onion service is wanted and the account has no proxy (RFC 7686).
        case proxyRequired = "proxy-required"
        /// The servers of the domain send on from one to the next; see ``Redirection``.
        case redirectedTooOften = "redirected-too-often"
        /// The handshake failed with a session that was to be taken up; the next one is a full one.
        case resumptionRefused = "resumption-refused"
        case failed = "failed"
    }

    public let condition: Condition
    /// Which peer or name this is about: `example.org:5222`, a domain or a file; empty if there is none.
    public let subject: String
    /// What the system or the TLS library said, for the log and in brackets for the user; or nil.
    public let detail: String?

    public init(_ condition: Condition, _ subject: String = "", detail: String? = nil) {
        self.condition = condition
        self.subject = subject
        self.detail = detail
    }

    /// Whether the certificate was refused, so that trying again without a change is pointless.
    public var isCertificateRefusal: Bool {
        switch condition {
        case .certificateExpired, .certificateNotYetValid, .certificateForeignName, .certificateUntrusted,
            .certificateRevoked, .certificateNotPinned:
            true
        default: false
        }
    }

    /// Of several servers that could not be reached, the error that tells the user most: the one that came furthest.
    ///
    /// Nil if there is none; the first of those that tell as much.
    public static func mostTelling(_ errors: [TransportError]) -> TransportError? {
        let best = errors.map(\.weight).max()
        return errors.first { $0.weight == best }
    }

    private var weight: Int {
        switch condition {
        case .hostUnknown: 0
        case .lookupFailed, .noNameServer: 1
        case .hostUnreachable, .proxyRequired: 2
        case .timedOut: 3
        case .connectionRefused, .reset, .truncated, .closed, .failed: 4
        case _ where isCertificateRefusal: 6
        default: 5
        }
    }
}
