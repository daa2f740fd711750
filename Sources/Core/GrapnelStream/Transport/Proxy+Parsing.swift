internal import GrapnelKit
internal import Glibc

extension Proxy {
    /// Why a text names no proxy; one sentence.
    public struct ParsingError: Error, Sendable, Hashable, CustomStringConvertible {
        public let description: String
    }

    /// Reads `socks5://host:port` or `socks5://user:password@host:port`; the login may be percent-encoded.
    ///
    /// - Throws: ``ParsingError``; a host name other than `localhost` is refused, as finding its address would tell
    ///   the network that a proxy is used.
    public init(_ url: String) throws(ParsingError) {
        guard let scheme = ["socks5://", "socks5h://"].first(where: { url.lowercased().hasPrefix($0) }) else {
            throw ParsingError(description: "A proxy is written as socks5://host:port.")
        }
        var rest = url.dropFirst(scheme.count)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        var login: Login?
        if let at = rest.lastIndex(of: "@") {
            login = try Self.login(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        guard let colon = rest.lastIndex(of: ":"), let port = UInt16(rest[rest.index(after: colon)...]), port > 0 else {
            throw ParsingError(description: "The proxy's port is missing; write it as socks5://host:port.")
        }
        var host = rest[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard host == "localhost" || Self.isAddress(String(host)) else {
            throw ParsingError(
                description: "The proxy has to be an IP address or localhost, because no name is looked up beside it.")
        }
        self.init(host: String(host), port: port, login: login)
    }

    private static func login(_ text: Substring) throws(ParsingError) -> Login {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let user = decoded(parts[0]), let password = decoded(parts[1]),
            let login = Login(user: user, password: password)
        else {
            throw ParsingError(
                description: "A proxy's login is written as user:password, each of 1 to 255 octets.")
        }
        return login
    }

    private static func isAddress(_ text: String) -> Bool {
        var storage = in6_addr()
        return inet_pton(AF_INET, text, &storage) == 1 || inet_pton(AF_INET6, text, &storage) == 1
    }

    // MARK: - Percent encoding (RFC 3986 §2.1)

    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80, scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) { return String(scalar) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%\(digits.count < 2 ? "0" : "")\(digits)"
        }.joined()
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "%") {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
