/// Where to connect and how TLS starts there.
public struct Endpoint: Sendable, Hashable, CustomStringConvertible {
    /// How TLS starts on a connection; there is no mode without it.
    public enum Mode: String, Sendable, Hashable {
        /// The connection opens in clear and is upgraded before anything else (RFC 6120 §5).
        case startTLS
        /// The handshake comes first (XEP-0368).
        case directTLS

        /// The name below which the SRV records for this kind stand (RFC 6120 §3.2.1, XEP-0368 §2).
        public var service: String {
            switch self {
            case .startTLS: "_xmpp-client._tcp"
            case .directTLS: "_xmpps-client._tcp"
            }
        }

        /// How users know it.
        public var title: String {
            switch self {
            case .startTLS: "STARTTLS"
            case .directTLS: "direct TLS"
            }
        }
    }

    /// A host name or an IP address literal without brackets.
    public let host: String
    public let port: UInt16
    public let mode: Mode
    /// What carries the connection there; nil for the network itself.
    public let proxy: Proxy?

    public init(host: String, port: UInt16, mode: Mode, proxy: Proxy? = nil) {
        self.host = host
        self.port = port
        self.mode = mode
        self.proxy = proxy
    }

    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
