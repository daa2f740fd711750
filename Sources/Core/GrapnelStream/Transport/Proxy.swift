/// A SOCKS5 proxy that carries an account's connections, and does the looking up for them (RFC 1928).
public struct Proxy: Sendable, Hashable {
    /// The user name and the password for the proxy (RFC 1929), each of 1 to 255 octets.
    ///
    /// Tor gives every pair a circuit of its own, so two accounts with two pairs cannot be told to be one person's.
    public struct Login: Sendable, Hashable {
        public let user: String
        public let password: String

        /// Nil where a text does not fit.
        public init?(user: String, password: String) {
            guard (1...255).contains(user.utf8.count), (1...255).contains(password.utf8.count) else { return nil }
            self.user = user
            self.password = password
        }
    }

    /// An address literal without brackets, or `localhost`: a proxy is never looked up.
    public let host: String
    public let port: UInt16
    /// What the user gave.
    public let login: Login?

    public init(host: String, port: UInt16, login: Login? = nil) {
        self.host = host
        self.port = port
        self.login = login
    }

    /// The same with another login.
    public func with(_ login: Login?) -> Proxy {
        Proxy(host: host, port: port, login: login)
    }
}

extension Proxy: CustomStringConvertible, CustomReflectable {
    private var address: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// As a URL, without user name and password.
    public var description: String { "socks5://\(address)" }

    /// As a URL with everything, for the account's record alone.
    public var url: String {
        guard let login else { return description }
        return "socks5://\(Self.encoded(login.user)):\(Self.encoded(login.password))@\(address)"
    }

    public var customMirror: Mirror { Mirror(self, children: ["address": address]) }
}
