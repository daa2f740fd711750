import GrapnelStream
import TestSupport
import Testing

@testable import GrapnelTransport

/// Connections that go on from an earlier TLS session, and those that must not.
@Suite("TLS sessions taken up again", .timeLimit(.minutes(1)))
struct TLSResumptionTests {
    private let authority: TestCertificates
    private let connector = NIOConnector(timeout: .seconds(10))

    init() async throws {
        authority = try await TestCertificates()
    }

    private func settings(_ owner: String? = "alice@example.org", pin: String? = nil) -> TLSSettings {
        TLSSettings(domain: "example.org", caFile: authority.caFile, pinnedFingerprint: pin, owner: owner)
    }

    /// One connection that lives until the server has given out a session.
    private func visit(
        _ server: OpenSSLServer, _ settings: TLSSettings, mode: Endpoint.Mode = .directTLS
    ) async throws -> TLSSession {
        let endpoint = Endpoint(host: "127.0.0.1", port: server.port, mode: mode)
        let transport = try await connector.connect(to: endpoint, tls: settings)
        var session = await transport.tls
        if session == nil { session = try await transport.startTLS() }
        // TLS 1.3 gives sessions out behind the handshake, so they are there before anything else is.
        try server.say("hello\n")
        _ = try await collect(transport, until: 6)
        await transport.close()
        return try #require(session)
    }

    @Test("A second connection goes on from the first, bound to a channel of its own", arguments: [false, true])
    func resumed(isDirect: Bool) async throws {
        let server = try await OpenSSLServer(authority.issue("example.org"), ["-tls1_3", "-alpn", "xmpp-client"])
        let mode: Endpoint.Mode = isDirect ? .directTLS : .startTLS
        let first = try await visit(server, settings(), mode: mode)
        let second = try await visit(server, settings(), mode: mode)
        let third = try await visit(server, settings(), mode: mode)
        #expect([first, second, third].map(\.isResumed) == [false, true, true])
        #expect(second.peerFingerprint == first.peerFingerprint)
        #expect(Set([first, second, third].map(\.exporter)).count == 3)
        #expect(second.exporter?.count == 32)
        try await server.process.line(containing: "Reused session-id")
    }

    @Test("Nobody goes on from another's session, nor under other terms")
    func apart() async throws {
        let identity = try await authority.issue("example.org")
        let server = try await OpenSSLServer(identity, ["-tls1_3"])
        let pin = try await authority.fingerprint(of: identity)
        #expect(try await visit(server, settings()).isResumed == false)
        #expect(try await visit(server, settings("bob@example.org")).isResumed == false)
        #expect(try await visit(server, settings(pin: pin)).isResumed == false)
        #expect(try await visit(server, settings(nil)).isResumed == false)
        #expect(connector.sessions.count == 3)
        #expect(try await visit(server, settings()).isResumed)
    }

    @Test("Below TLS 1.3 every handshake is a full one, for the sake of tls-unique")
    func older() async throws {
        let server = try await OpenSSLServer(authority.issue("example.org"), ["-tls1_2"])
        #expect(try await visit(server, settings()).isResumed == false)
        let second = try await visit(server, settings())
        #expect(!second.isResumed && second.unique != nil)
    }

    @Test("Another server at the same place is judged by its certificate, session or not")
    func otherServer() async throws {
        let server = try await OpenSSLServer(authority.issue("example.org"), ["-tls1_3"])
        let port = server.port
        #expect(try await visit(server, settings()).isResumed == false)
        try await server.process.terminate()
        let stranger = try await TestCertificates()
        let other = try await OpenSSLServer(stranger.issue("example.org"), ["-tls1_3"], port: port)
        let error = try await refusal { _ = try await visit(other, settings()) }
        #expect(error?.condition == .certificateUntrusted)
        try await other.process.terminate()
        // After a handshake that failed nothing is offered there any more; a good certificate is good again.
        let again = try await OpenSSLServer(authority.issue("example.org"), ["-tls1_3"], port: port)
        #expect(try await visit(again, settings()).isResumed == false)
    }

    @Test("The cache is bounded")
    func bounded() async throws {
        let server = try await OpenSSLServer(authority.issue("example.org"), ["-tls1_3"])
        for number in 0..<(TLSSessionCache.limit + 3) {
            _ = try await visit(server, settings("person\(number)@example.org"))
        }
        #expect(connector.sessions.count == TLSSessionCache.limit)
    }
}
