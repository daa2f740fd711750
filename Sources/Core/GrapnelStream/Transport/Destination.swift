/// What an account says about where its server is.
public struct Destination: Sendable, Hashable {
    /// How TLS starts.
    public enum Security: String, Sendable, Hashable, CaseIterable {
        /// Whatever the domain announces, direct TLS first.
        case automatic
        /// The handshake comes first (XEP-0368).
        case direct
        /// The connection is upgraded (RFC 6120 §5).
        case startTLS = "starttls"
    }

    /// The account's domain.
    public let domain: String
    /// Where to connect instead of what DNS says; nil for what DNS says.
    public let host: String?
    /// The port instead of what DNS says; nil for what DNS says.
    public let port: UInt16?
    public let security: Security
    /// What carries the connection and looks its host up; then nothing is looked up here.
    public let proxy: Proxy?

    public init(
        domain: String, host: String? = nil, port: UInt16? = nil, security: Security = .automatic, proxy: Proxy? = nil
    ) {
        self.domain = domain
        self.host = host
        self.port = port
        self.security = security
        self.proxy = proxy
    }
}
