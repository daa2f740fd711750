import Foundation
import GrapnelStream
import GrapnelTransport
import TestSupport

/// `openssl s_server` on loopback, for as long as the test holds it: a TLS peer that shares no code with ours.
final class OpenSSLServer: Sendable {
    let process: ChildProcess
    let port: UInt16

    init(_ identity: TestCertificates.Identity, _ options: [String] = [], port: UInt16 = 0) async throws {
        process = try await ChildProcess(
            ["openssl", "s_server", "-accept", "127.0.0.1:\(port)"]
                + ["-cert", identity.certificate, "-key", identity.key] + options
        )
        let line = try await process.line(containing: "ACCEPT")
        if port > 0 {
            // It does not repeat what it was told.
            self.port = port
            return
        }
        guard let digits = line.split(separator: ":").last, let port = UInt16(digits) else {
            throw TestFailure("no port in \(line)")
        }
        self.port = port
    }

    /// Connects without ALPN, as after STARTTLS, and shakes hands.
    func connect(
        _ domain: String = "example.org",
        trusting authority: TestCertificates?,
        pin: String? = nil,
        showing certificate: String? = nil
    ) async throws -> (transport: any Transport, session: TLSSession) {
        let transport = try await dial(.startTLS, domain, authority, pin, certificate)
        return (transport, try await transport.startTLS())
    }

    /// Connects as XEP-0368 does, with ALPN.
    func connectDirectly(_ domain: String = "example.org", trusting authority: TestCertificates) async throws
        -> any Transport
    {
        try await dial(.directTLS, domain, authority, nil)
    }

    private func dial(
        _ mode: Endpoint.Mode,
        _ domain: String,
        _ authority: TestCertificates?,
        _ pin: String?,
        _ certificate: String? = nil
    ) async throws -> any Transport {
        let settings = TLSSettings(
            domain: domain, caFile: authority?.caFile, pinnedFingerprint: pin,
            certificateFile: certificate)
        let endpoint = Endpoint(host: "127.0.0.1", port: port, mode: mode)
        return try await NIOConnector(timeout: .seconds(10)).connect(to: endpoint, tls: settings)
    }

    /// What the server's user types reaches the client.
    func say(_ text: String) throws {
        try process.send(text)
    }
}

/// Reads until the orderly end or `count` bytes.
func collect(_ transport: any Transport, until count: Int = .max) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count, let more = try await transport.read() { bytes += more }
    return bytes
}

/// The error that `body` throws, or nil.
func refusal(_ body: () async throws -> Void) async throws -> TransportError? {
    do {
        try await body()
        return nil
    } catch let error as TransportError {
        return error
    }
}
