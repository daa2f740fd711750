/// Where to connect and how TLS starts there.
public struct Endpoint: Sendable, Hashable, CustomStringConvertible {
    /// How TLS starts on a connection; there is no mode without it.
    public enum Mode: String, Sendable, Hashable {
        /// The connection opens in clear and is upgraded before anything else (RFC 6120 §5).
        case startTLS
        /// The handshake comes first (XEP-0368).
        case directTLS
    }

    /// A host name or an IP address literal without brackets.
    public let host: String
    public let port: UInt16
    public let mode: Mode

    public init(host: String, port: UInt16, mode: Mode) {
        self.host = host
        self.port = port
        self.mode = mode
    }

    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
