import GrapnelStream
import GrapnelTransport
import TestSupport
import Testing

/// What is agreed with a server whose certificate is right, checked against what the server says.
@Suite(.timeLimit(.minutes(1))) struct TLSHandshakeTests {
    @Test func bothSidesExportTheSameKeyUnderTLS13() async throws {
        let authority = try await TestCertificates()
        let options = ["-tls1_3", "-keymatexport", "EXPORTER-Channel-Binding", "-keymatexportlen", "32"]
        let server = try await OpenSSLServer(authority.issue("example.org"), options)
        let (transport, session) = try await server.connect(trusting: authority)
        let line = try await server.process.line(containing: "Keying material: ")
        #expect(session.version == "TLSv1.3")
        #expect(session.cipher.hasPrefix("TLS_"))
        #expect(session.exporter.map(hex) == line.split(separator: " ").last.map { $0.lowercased() })
        #expect(session.unique?.isEmpty == false)
        // The authority signs with SHA-256.
        #expect(session.endPoint.map(hex) == session.peerFingerprint)
        #expect(await transport.tls == session)
        await transport.close()
    }

    @Test func tlsUniqueIsTheFirstFinishedMessage() async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue("example.org"), ["-tls1_2", "-msg"])
        let (transport, session) = try await server.connect(trusting: authority)
        try await server.process.line(containing: ">>> TLS 1.2, Handshake [length 0010], Finished")
        let lines = server.process.output.split(separator: "\n")
        let title = try #require(lines.firstIndex { $0.hasPrefix("<<< TLS 1.2, Handshake [length 0010], Finished") })
        // A message's header has four bytes: type and length.
        let finished = lines[title + 1].split(separator: " ").dropFirst(4).joined()
        #expect(session.version == "TLSv1.2")
        #expect(session.unique.map(hex) == finished)
        #expect(session.exporter?.count == 32)
        await transport.close()
    }

    @Test func fingerprintIsTheOneThatOpenSSLPrints() async throws {
        let authority = try await TestCertificates()
        let identity = try await authority.issue("example.org")
        let server = try await OpenSSLServer(identity)
        let (transport, session) = try await server.connect(trusting: authority)
        #expect(try await authority.fingerprint(of: identity) == session.peerFingerprint)
        await transport.close()
    }

    @Test func serverNameIsTheDomainInASCII() async throws {
        let authority = try await TestCertificates()
        let identity = try await authority.issue("xn--bcher-kva.example")
        let server = try await OpenSSLServer(
            identity,
            ["-servername", "other.example", "-cert2", identity.certificate, "-key2", identity.key]
        )
        let (transport, _) = try await server.connect("bücher.example", trusting: authority)
        let line = try await server.process.line(containing: "Hostname in TLS extension")
        #expect(line.contains("\"xn--bcher-kva.example\""))
        await transport.close()
    }

    @Test(arguments: ["127.0.0.1", "[::1]"])
    func addressLiteralIsCheckedAsAddress(domain: String) async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue(["127.0.0.1", "::1"]))
        let (transport, _) = try await server.connect(domain, trusting: authority)
        await transport.close()
    }

    @Test func wildcardStandsForOneWholeLabel() async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue(["*.example.org", "x*.example.net"]))
        let (transport, _) = try await server.connect("a.example.org", trusting: authority)
        await transport.close()
        let partial = try await refusal { _ = try await server.connect("xy.example.net", trusting: authority) }
        #expect(partial?.condition == .certificateForeignName)
        let deep = try await refusal { _ = try await server.connect("a.b.example.org", trusting: authority) }
        #expect(deep?.condition == .certificateForeignName)
    }

    @Test func directTLSAgreesOnXMPP() async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue("example.org"), ["-alpn", "h2,xmpp-client"])
        let transport = try await server.connectDirectly(trusting: authority)
        #expect(await transport.tls?.alpn == "xmpp-client")
        await transport.close()
    }

    @Test func directTLSWorksWithoutALPN() async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue("example.org"))
        let transport = try await server.connectDirectly(trusting: authority)
        let session = try #require(await transport.tls)
        #expect(session.alpn == nil)
        await transport.close()
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
