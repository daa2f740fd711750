import GrapnelStream
import TestSupport
import Testing

@testable import GrapnelTransport

/// The engine without its socket: a test carries the bytes between it and a real server.
@Suite(.timeLimit(.minutes(1))) struct TLSEngineTests {
    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func bytesMayArriveOneByOne(version: String) async throws {
        let (engine, wire, server) = try await shaken([version], step: 1)
        try server.say("one by one\n")
        var plaintext: [UInt8] = []
        while plaintext.count < 11, let bytes = try await wire.read() {
            for byte in bytes {
                try withUnsafeBytes(of: byte) { try engine.receive($0) }
                try engine.decrypt(into: &plaintext)
            }
        }
        #expect(plaintext == Array("one by one\n".utf8))
        #expect(!engine.isEnded)
        await wire.close()
    }

    @Test func tamperedRecordIsRefused() async throws {
        let (engine, wire, server) = try await shaken([], step: 100)
        var plaintext: [UInt8] = []
        try server.say("text\n")
        await #expect(throws: TransportError.self) {
            while let bytes = try await wire.read() {
                var forged = bytes
                forged[forged.count - 1] ^= 1
                try forged.withUnsafeBytes { try engine.receive($0) }
                try engine.decrypt(into: &plaintext)
            }
        }
        #expect(plaintext.isEmpty)
        // The peer is told by an alert.
        #expect(engine.ciphertextCount > 0)
        await wire.close()
    }

    @Test(arguments: ["http/1.1", "h2", "xmpp-server", "xmpp-client2", "\n"])
    func serverThatChoosesAnotherProtocolIsRefused(name: String) throws {
        let engine = try TLSEngine(TLSSettings(domain: "example.org"), offersALPN: true)
        #expect(throws: TransportError.self) { try engine.check(chosen: name) }
        try engine.check(chosen: nil)
        try engine.check(chosen: "xmpp-client")
    }

    @Test func nothingIsAgreedBeforeTheHandshakeIsOver() throws {
        let engine = try TLSEngine(TLSSettings(domain: "example.org"), offersALPN: true)
        #expect(try !engine.handshake())
        #expect(engine.ciphertextCount > 0)
        #expect(throws: TransportError.self) { try engine.session() }
        #expect(throws: TransportError.self) { try engine.encrypt([1, 2, 3]) }
    }

    @Test func identities() throws {
        #expect(try ReferenceIdentity("example.org") == .name("example.org"))
        #expect(try ReferenceIdentity("bücher.example") == .name("xn--bcher-kva.example"))
        #expect(try ReferenceIdentity("192.0.2.1") == .address("192.0.2.1"))
        #expect(try ReferenceIdentity("[2001:db8::1]") == .address("2001:db8::1"))
        #expect(try ReferenceIdentity("192.0.2.1.example") == .name("192.0.2.1.example"))
        #expect(throws: TransportError.self) { try ReferenceIdentity("\u{2028}.example") }
    }

    @Test func trustDirectoryIsLookedUpByHash() async throws {
        let authority = try await TestCertificates()
        let trust = try TemporaryDirectory()
        try trust.write(authority.directory.read("ca.pem"), to: "authority.pem")
        let server = try await OpenSSLServer(authority.issue("example.org"))
        let settings = TLSSettings(domain: "example.org")
        await #expect(throws: TransportError.self) {
            try await handshake(TLSEngine(settings, offersALPN: false, trust: trust.path), server)
        }
        try await ChildProcess.run(["openssl", "rehash", trust.path])
        let engine = try TLSEngine(settings, offersALPN: false, trust: trust.path)
        try await handshake(engine, server)
        #expect(try engine.session().version == "TLSv1.3")
    }

    @Test func bytesInClearBeforeTheUpgradeEndTheConnection() async throws {
        let endpoint = Endpoint(host: "example.org", port: 5222, mode: .startTLS)
        let handler = ConnectionHandler(endpoint: endpoint, settings: TLSSettings(domain: "example.org"))
        handler.inbound = Array("<message/>".utf8)
        let upgrade = Waiter<TLSSession>()
        handler.startTLS(upgrade)
        let cancelled = TransportError(.cancelled)
        let error = try await refusal { _ = try await upgrade.wait(cancelled: cancelled) {} }
        #expect(error?.condition == .tlsInjected)
        // Nor do they reach a reader afterwards.
        let read = Waiter<[UInt8]?>()
        handler.read(read)
        let later = try await refusal { _ = try await read.wait(cancelled: cancelled) {} }
        #expect(later?.condition == .tlsInjected)
    }

    /// An engine after its handshake, fed `step` bytes at a time; the connection below it and the server.
    private func shaken(
        _ options: [String],
        step: Int
    ) async throws -> (TLSEngine, any Transport, OpenSSLServer) {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue("example.org"), options)
        let settings = TLSSettings(domain: "example.org", caFile: authority.caFile)
        let engine = try TLSEngine(settings, offersALPN: false)
        return (engine, try await handshake(engine, server, step: step), server)
    }

    /// Carries the handshake's bytes; the connection that is then below the engine.
    @discardableResult
    private func handshake(_ engine: TLSEngine, _ server: OpenSSLServer, step: Int = .max) async throws -> any Transport
    {
        let wire = try await NIOConnector().connect(
            to: Endpoint(host: "127.0.0.1", port: server.port, mode: .startTLS),
            tls: TLSSettings(domain: "example.org")
        )
        var rest: [UInt8] = []
        while try !engine.handshake() {
            if engine.ciphertextCount > 0 { try await wire.write(ciphertext(of: engine)) }
            if rest.isEmpty { rest = try await wire.read() ?? [] }
            if rest.isEmpty { throw TestFailure("the server ended the handshake") }
            try Array(rest.prefix(step)).withUnsafeBytes { try engine.receive($0) }
            rest.removeFirst(min(step, rest.count))
        }
        try await wire.write(ciphertext(of: engine))
        try rest.withUnsafeBytes { try engine.receive($0) }
        return wire
    }

    private func ciphertext(of engine: TLSEngine) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: engine.ciphertextCount) { buffer, count in
            count = engine.readCiphertext(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}
