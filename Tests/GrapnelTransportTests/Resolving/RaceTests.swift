import GrapnelStream
import TestSupport
import Testing

@testable import GrapnelTransport

/// Several addresses of one host, tried side by side (RFC 8305).
@Suite("IPv6 and IPv4 side by side", .timeLimit(.minutes(1)))
struct RaceTests {
    /// A resolver that knows one host.
    private struct Known: NameResolver {
        let v4: Result<[String], TransportError>
        let v6: Result<[String], TransportError>

        func services(at name: String) async throws(TransportError) -> [ServiceRecord] { [] }

        func addresses(of host: String, _ family: AddressFamily) async throws(TransportError) -> [String] {
            try (family == .ipv4 ? v4 : v6).get()
        }
    }

    private func connect(
        _ v4: Result<[String], TransportError>, _ v6: Result<[String], TransportError>, port: UInt16
    ) async throws(TransportError) -> any Transport {
        try await NIOConnector(resolver: Known(v4: v4, v6: v6), timeout: .seconds(10)).connect(
            to: Endpoint(host: "xmpp.example.org", port: port, mode: .startTLS),
            tls: TLSSettings(domain: "example.org"))
    }

    @Test("An address that refuses does not keep from one that answers")
    func refusing() async throws {
        // Nobody listens at this port of ::1.
        try await greeted(.success(["::1"]))
    }

    @Test("An address that swallows everything does not hold up one that answers")
    func blackHole() async throws {
        try await greeted(.success(["::1"]), behind: BlackHole.init)
    }

    @Test("A look-up that fails for one family does not keep from the other")
    func oneFamily() async throws {
        try await greeted(.failure(TransportError(.lookupFailed, "xmpp.example.org")))
    }

    @Test("Without any address the failed look-up is told, or that there is no such host")
    func none() async throws {
        let failure = TransportError(.noNameServer, "xmpp.example.org")
        let unknown = TransportError(.hostUnknown, "xmpp.example.org")
        await #expect(throws: failure) { _ = try await connect(.failure(unknown), .failure(failure), port: 1) }
        await #expect(throws: unknown) { _ = try await connect(.success([]), .success([]), port: 1) }
        await #expect(throws: unknown) { _ = try await connect(.failure(unknown), .success([]), port: 1) }
    }

    /// Connects to a server at 127.0.0.1 whose name has these IPv6 addresses too.
    private func greeted(
        _ v6: Result<[String], TransportError>, behind obstacle: (UInt16) throws -> BlackHole? = { _ in nil }
    ) async throws {
        let server = try ScriptedServer { $0.send(Array("hello".utf8)) }
        let hole = try obstacle(server.port)
        let transport = try await connect(.success(["127.0.0.1"]), v6, port: server.port)
        #expect(try await collect(transport, until: 5) == Array("hello".utf8))
        await transport.close()
        withExtendedLifetime(hole) {}
    }
}
