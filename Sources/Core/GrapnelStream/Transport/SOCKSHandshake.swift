internal import Glibc

/// How a connection through a SOCKS5 proxy begins (RFC 1928, RFC 1929): octets in, octets out, no IO, no clock.
///
/// The proxy gets the host as a name and looks it up itself. What it says is bounded: at most 262 octets are kept.
public struct SOCKSHandshake: Sendable {
    /// What is to be done after some octets of the proxy.
    public enum Step: Sendable, Hashable {
        /// More of the proxy is needed.
        case wait
        case send([UInt8])
        /// The connection now leads to the server.
        case established
    }

    private enum State: Sendable {
        case begun
        case choosing
        case loggingIn
        case connecting
        case over
    }

    private let proxy: Proxy
    private let login: Proxy.Login?
    private let endpoint: Endpoint
    private var state = State.begun
    private var received: [UInt8] = []

    public init(_ proxy: Proxy, to endpoint: Endpoint) {
        self.proxy = proxy
        self.login = proxy.login
        self.endpoint = endpoint
    }

    /// The first octets for the proxy.
    public mutating func start() -> [UInt8] {
        state = .choosing
        // With a login both are offered: a proxy that wants none, such as one of ssh, may go without.
        return login == nil ? [5, 1, Method.none] : [5, 2, Method.none, Method.login]
    }

    /// Takes octets of the proxy.
    ///
    /// - Throws: ``TransportError`` where the proxy refuses or speaks something else.
    public mutating func receive(_ bytes: some Collection<UInt8>) throws(TransportError) -> Step {
        guard received.count + bytes.count <= 262 else { throw malformed("it sends too much") }
        received += bytes
        switch state {
        case .begun, .over: throw malformed("it speaks out of turn")
        case .choosing: return try choose()
        case .loggingIn: return try logIn()
        case .connecting: return try connect()
        }
    }

    private enum Method {
        static let (none, login, refused): (UInt8, UInt8, UInt8) = (0, 2, 255)
    }

    private mutating func choose() throws(TransportError) -> Step {
        guard let answer = try take(2, version: 5) else { return .wait }
        switch (answer[1], login) {
        case (Method.none, _):
            return try request()
        case (Method.login, let login?):
            state = .loggingIn
            return .send(
                [1, UInt8(login.user.utf8.count)] + login.user.utf8 + [UInt8(login.password.utf8.count)]
                    + login.password.utf8)
        case (Method.refused, nil):
            throw refused("it wants a user name and a password")
        case (Method.refused, _):
            throw refused("it accepts no way to log in that there is")
        default:
            throw malformed("it chose a way to log in that was not offered")
        }
    }

    private mutating func logIn() throws(TransportError) -> Step {
        guard let answer = try take(2, version: 1) else { return .wait }
        guard answer[1] == 0 else { throw refused("user name or password is wrong") }
        return try request()
    }

    private mutating func request() throws(TransportError) -> Step {
        state = .connecting
        guard let address = Self.address(endpoint.host) else { throw TransportError(.hostUnknown, endpoint.host) }
        return .send([5, 1, 0] + address + [UInt8(endpoint.port >> 8), UInt8(endpoint.port & 255)])
    }

    private mutating func connect() throws(TransportError) -> Step {
        guard received.count >= 2 else { return .wait }
        guard received[0] == 5 else { throw malformed(nil) }
        // A proxy that refuses may leave the rest out.
        if received[1] != 0 { throw failure(received[1]) }
        guard received.count >= 5 else { return .wait }
        let length: Int
        switch received[3] {
        case 1: length = 10
        case 3: length = 7 + Int(received[4])
        case 4: length = 22
        default: throw malformed("it names an address of no known kind")
        }
        guard try take(length, version: 5) != nil else { return .wait }
        state = .over
        return .established
    }

    /// The whole answer once it is there; a proxy that says more than is its turn to say is none to be trusted.
    private mutating func take(_ length: Int, version: UInt8) throws(TransportError) -> [UInt8]? {
        if let first = received.first, first != version { throw malformed(nil) }
        guard received.count >= length else { return nil }
        guard received.count == length else { throw malformed("it speaks out of turn") }
        defer { received = [] }
        return received
    }

    /// The address of a request: a literal as octets, everything else as a name (RFC 1928 §5).
    private static func address(_ host: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, host, &four) == 1 { return [1] + withUnsafeBytes(of: four, Array.init) }
        var six = in6_addr()
        if inet_pton(AF_INET6, host, &six) == 1 { return [4] + withUnsafeBytes(of: six, Array.init) }
        guard (1...255).contains(host.utf8.count), host.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            return nil
        }
        return [3, UInt8(host.utf8.count)] + host.utf8
    }

    // MARK: - Failures

    private func malformed(_ detail: String?) -> TransportError {
        TransportError(.proxyMalformed, "\(proxy)", detail: detail)
    }

    private func refused(_ detail: String) -> TransportError {
        TransportError(.proxyRefused, "\(proxy)", detail: detail)
    }

    /// What a proxy's reply means (RFC 1928 §6); from 0xF0 on what Tor says of onion services.
    private func failure(_ code: UInt8) -> TransportError {
        switch code {
        case 1: TransportError(.proxyRefused, "\(proxy)", detail: "it could not connect to \(endpoint)")
        case 2: refused("its rules forbid \(endpoint)")
        case 3: server(.hostUnreachable, "the network is out of the proxy's reach")
        case 4: server(.hostUnreachable, "says the proxy")
        case 5: server(.connectionRefused, "says the proxy")
        case 6: server(.timedOut, "says the proxy")
        case 7: refused("it makes no connections")
        case 8: refused("it does not know this kind of address")
        case 0xF0, 0xF2, 0xF3, 0xF7: server(.hostUnreachable, "its onion service does not answer")
        case 0xF1, 0xF6: server(.hostUnknown, "this is no address of an onion service")
        case 0xF4, 0xF5: server(.hostUnreachable, "its onion service wants a key of the client")
        default: refused("its reply is the unknown code \(code)")
        }
    }

    private func server(_ condition: TransportError.Condition, _ detail: String) -> TransportError {
        TransportError(condition, condition == .hostUnknown ? endpoint.host : endpoint.description, detail: detail)
    }
}
