import Foundation
import GrapnelStream
import GrapnelTransport
import TestSupport
import Testing

/// Servers that must not get a byte: each one ends the handshake with an error that says why.
@Suite(.timeLimit(.minutes(1))) struct TLSRefusalTests {
    @Test func expiredCertificate() async throws {
        let error = try await refusal(of: ["example.org"], validity: .seconds(-7200) ... .seconds(-3600))
        #expect(error?.condition == .certificateExpired)
        #expect(error?.sentence.contains("example.org has expired") == true)
        #expect(error?.detail?.hasPrefix("on 20") == true)
    }

    @Test func certificateOfTomorrow() async throws {
        let error = try await refusal(of: ["example.org"], validity: .seconds(86_400) ... .seconds(172_800))
        #expect(error?.condition == .certificateNotYetValid)
        #expect(error?.sentence.contains("clock") == true)
    }

    @Test func foreignNameTellsBothNames() async throws {
        let error = try await refusal(of: ["evil.example", "*.evil.example"])
        #expect(error?.condition == .certificateForeignName)
        #expect(error?.sentence.contains("example.org") == true)
        #expect(error?.detail == "it is for evil.example, *.evil.example")
    }

    @Test func foreignAddress() async throws {
        let error = try await refusal(of: ["127.0.0.2"], domain: "127.0.0.1")
        #expect(error?.condition == .certificateForeignName)
    }

    @Test func commonNameIsNoName() async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue(["192.0.2.1"], commonName: "example.org"))
        let error = try await refusal { _ = try await server.connect(trusting: authority) }
        #expect(error?.condition == .certificateForeignName)
    }

    @Test func certificateForClientsOnly() async throws {
        let error = try await refusal(of: ["example.org"], purpose: "clientAuth")
        #expect(error?.condition == .certificateUntrusted)
    }

    @Test func selfSigned() async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.selfSigned(["example.org"]))
        let error = try await refusal { _ = try await server.connect(trusting: authority) }
        #expect(error?.condition == .certificateUntrusted)
        #expect(error?.detail?.hasPrefix("it is self-signed, SHA-256 ") == true)
    }

    @Test func authorityThatNobodyTrusts() async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue("example.org"))
        let error = try await refusal { _ = try await server.connect(trusting: nil) }
        #expect(error?.condition == .certificateUntrusted)
    }

    @Test func pinAcceptsItsOwnCertificateAlone() async throws {
        let authority = try await TestCertificates()
        let own = try await authority.selfSigned(["anything.example"])
        let pin = try await authority.fingerprint(of: own)
        let pinned = try await OpenSSLServer(own)
        let (transport, session) = try await pinned.connect(trusting: nil, pin: pin)
        #expect(session.peerFingerprint == pin)
        await transport.close()

        // A valid chain does not help another certificate.
        let other = try await OpenSSLServer(authority.issue("example.org"))
        let error = try await refusal { _ = try await other.connect(trusting: authority, pin: pin) }
        #expect(error?.condition == .certificateNotPinned)
        #expect(error?.detail?.contains(pin) == true)
    }

    @Test func anOwnCertificateIsShownToWhoeverAsksForOne() async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(
            authority.issue("example.org"), ["-Verify", "1", "-CAfile", authority.caFile])
        let own = try await authority.issue(["alice.example"], commonName: "alice", purpose: "clientAuth")
        let both = try [own.certificate, own.key].map { try String(contentsOfFile: $0, encoding: .utf8) }.joined()
        let file = try authority.directory.write(both, to: "alice.pem")
        let (transport, _) = try await server.connect(trusting: authority, showing: file)
        try await server.process.line(containing: "CN = alice")
        await transport.close()
    }

    @Test func anOwnCertificateWithoutItsKeyIsRefusedBeforeAnythingIsSent() async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue("example.org"))
        let own = try await authority.issue(["alice.example"], purpose: "clientAuth")
        for file in [own.certificate, "/nowhere.pem"] {
            let error = try await refusal { _ = try await server.connect(trusting: authority, showing: file) }
            #expect(error?.condition == .certificateFileUnreadable)
            #expect(error?.sentence.contains(file) == true)
        }
    }

    @Test func unreadableAuthorityFile() async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue("example.org"))
        try authority.directory.write("no certificate", to: "ca.pem")
        let error = try await refusal { _ = try await server.connect(trusting: authority) }
        #expect(error?.condition == .caFileUnreadable)
        #expect(error?.subject == authority.caFile)
    }

    @Test(arguments: [
        ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
        ["-tls1", "-cipher", "ALL:@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "AES128-SHA:@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "ADH-AES256-GCM-SHA384:@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0"],
    ])
    func weakServer(options: [String]) async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue("example.org"), options)
        let error = try await refusal { _ = try await server.connect(trusting: authority) }
        #expect(error?.condition == .tlsFailed)
        let words = options[0] == "-tls1_2" ? "no cipher suite in common" : "no TLS 1.2 or newer"
        #expect(error?.sentence.contains(words) == true)
    }

    @Test func webServerOnThePort() async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue("example.org"), ["-alpn", "http/1.1"])
        let error = try await refusal { _ = try await server.connectDirectly(trusting: authority) }
        #expect(error?.condition == .alpnMismatch)
        #expect(error?.sentence.contains("does not speak XMPP on this port") == true)
    }

    private func refusal(
        of names: [String],
        validity: ClosedRange<Duration> = .seconds(-3600) ... .seconds(86_400),
        purpose: String = "serverAuth",
        domain: String = "example.org"
    ) async throws -> TransportError? {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue(names, validity: validity, purpose: purpose))
        return try await refusal { _ = try await server.connect(domain, trusting: authority) }
    }

    private func refusal(_ body: () async throws -> Void) async throws -> TransportError? {
        try await GrapnelTransportTests.refusal(body)
    }
}
