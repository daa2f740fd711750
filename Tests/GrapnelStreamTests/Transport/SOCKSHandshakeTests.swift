import Testing

@testable import GrapnelStream

@Suite("The beginning of a connection through SOCKS5")
struct SOCKSHandshakeTests {
    private static let proxy = Proxy(host: "127.0.0.1", port: 9050)
    private static let known = proxy.with(Proxy.Login(user: "ann", password: "pw"))
    private static let reply: [UInt8] = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]

    private func handshake(_ proxy: Proxy, _ host: String = "example.org") -> SOCKSHandshake {
        var handshake = SOCKSHandshake(proxy, to: Endpoint(host: host, port: 5222, mode: .startTLS))
        _ = handshake.start()
        return handshake
    }

    @Test("Without a login the proxy gets the host's name and no more")
    func plain() throws {
        var handshake = SOCKSHandshake(Self.proxy, to: Endpoint(host: "example.org", port: 5222, mode: .startTLS))
        #expect(handshake.start() == [5, 1, 0])
        #expect(try handshake.receive([5, 0]) == .send([5, 1, 0, 3, 11] + "example.org".utf8 + [0x14, 0x66]))
        #expect(try handshake.receive(Self.reply) == .established)
    }

    @Test("A login is offered and used where the proxy wants one (RFC 1929)")
    func login() throws {
        var handshake = SOCKSHandshake(Self.known, to: Endpoint(host: "10.0.0.1", port: 80, mode: .startTLS))
        #expect(handshake.start() == [5, 2, 0, 2])
        #expect(try handshake.receive([5, 2]) == .send([1, 3] + "ann".utf8 + [2] + "pw".utf8))
        #expect(try handshake.receive([1, 0]) == .send([5, 1, 0, 1, 10, 0, 0, 1, 0, 80]))
        #expect(try handshake.receive([5, 0, 0, 3, 1, 65, 0, 0]) == .established)
        var other = self.handshake(Self.known, "::1")
        #expect(
            try other.receive([5, 0])
                == .send([5, 1, 0, 4] + [UInt8](repeating: 0, count: 15) + [1, 0x14, 0x66]))
    }

    @Test("It does not matter how the proxy's octets are cut")
    func byteWise() throws {
        var handshake = handshake(Self.known)
        var steps: [SOCKSHandshake.Step] = []
        for byte in [5, 2, 1, 0] + [5, 0, 0, 4] + [UInt8](repeating: 9, count: 18) {
            steps.append(try handshake.receive([byte]))
        }
        #expect(steps.count { $0 != .wait } == 3)
        #expect(steps.last == .established)
    }

    @Test(
        "What a proxy refuses has a sentence that says what",
        arguments: [
            (1, .proxyRefused, "could not connect to example.org:5222"), (2, .proxyRefused, "rules forbid"),
            (3, .hostUnreachable, "out of the proxy's reach"), (4, .hostUnreachable, "says the proxy"),
            (5, .connectionRefused, "example.org:5222 refuses"), (6, .timedOut, "says the proxy"),
            (7, .proxyRefused, "makes no connections"), (8, .proxyRefused, "kind of address"),
            (0xF0, .hostUnreachable, "onion service does not answer"), (0xF6, .hostUnknown, "no address of an onion"),
            (0xF4, .hostUnreachable, "wants a key"), (99, .proxyRefused, "unknown code 99"),
        ] as [(UInt8, TransportError.Condition, String)])
    func refusals(code: UInt8, condition: TransportError.Condition, words: String) throws {
        // With the whole reply or without its end.
        for tail in [[], [0, 1, 0, 0, 0, 0, 0, 0]] as [[UInt8]] {
            var handshake = handshake(Self.proxy)
            _ = try handshake.receive([5, 0])
            let error = #expect(throws: TransportError.self) { _ = try handshake.receive([5, code] + tail) }
            #expect(error?.condition == condition)
            #expect(error?.sentence.contains(words) == true)
        }
    }

    @Test(
        "A proxy that breaks the rules is none",
        arguments: [
            [[4, 0]], [[72, 84, 84, 80]], [[5, 0, 5]], [[5, 1]], [[5, 2]], [[5, 0], [4, 0, 0, 1]],
            [[5, 0], [5, 0, 0, 2, 0, 0]], [[5, 0], reply + [60]], [[5, 0], [UInt8](repeating: 5, count: 300)],
            [[5, 0], reply, [60]],
        ] as [[[UInt8]]])
    func malformed(_ words: [[UInt8]]) {
        var handshake = handshake(Self.proxy)
        let error = #expect(throws: TransportError.self) {
            for word in words { _ = try handshake.receive(word) }
        }
        #expect(error?.condition == .proxyMalformed)
    }

    @Test("A login that is missing or wrong is told apart")
    func loginRefused() {
        var missing = handshake(Self.proxy)
        let first = #expect(throws: TransportError.self) { try missing.receive([5, 255]) }
        #expect(first?.sentence.contains("it wants a user name and a password") == true)
        var wrong = handshake(Self.known)
        let second = #expect(throws: TransportError.self) {
            _ = try wrong.receive([5, 2])
            _ = try wrong.receive([1, 1])
        }
        #expect(second?.sentence.contains("user name or password is wrong") == true)
        #expect(second?.sentence.contains("pw") == false)
    }

    @Test("Random octets end it or leave it waiting")
    func noise() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var handshake = handshake(Self.known)
            do {
                for _ in 0..<4 {
                    let count = Int.random(in: 1...12, using: &generator)
                    _ = try handshake.receive((0..<count).map { _ in UInt8.random(in: 0...6, using: &generator) })
                }
            } catch {
                #expect(!error.sentence.isEmpty)
            }
        }
    }
}
