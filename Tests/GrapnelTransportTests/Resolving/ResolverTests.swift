import GrapnelStream
import TestSupport
import Testing

@testable import GrapnelTransport

/// The real c-ares against a name server of the test's own, honest or not.
@Suite("Looking names up", .timeLimit(.minutes(1)))
struct ResolverTests {
    private static let name = "_xmpp-client._tcp.example.org"

    @Test("The records of a service arrive as they were published, the preferred first")
    func services() async throws {
        let server = try NameServer { _ in
            .records([
                DNSMessage.service(20, 0, 5222, "b.example.org"), DNSMessage.service(5, 30, 443, "a.example.org"),
            ])
        }
        let records = try await server.resolver.services(at: Self.name)
        #expect(
            records == [
                ServiceRecord(priority: 5, weight: 30, port: 443, target: "a.example.org"),
                ServiceRecord(priority: 20, weight: 0, port: 5222, target: "b.example.org"),
            ])
        #expect(server.questions == [DNSMessage.Question(name: Self.name, type: DNSMessage.srv)])
    }

    @Test("The root as target means that there is no such service")
    func root() async throws {
        let server = try NameServer { _ in .records([DNSMessage.service(0, 0, 0, "")]) }
        #expect(try await server.resolver.services(at: Self.name).map(\.target) == [""])
    }

    @Test("No such name and no such record are both no records")
    func absent() async throws {
        let unknown = try NameServer { _ in .code(3) }
        #expect(try await unknown.resolver.services(at: Self.name).isEmpty)
        let empty = try NameServer { _ in .records([]) }
        #expect(try await empty.resolver.services(at: Self.name).isEmpty)
    }

    @Test("An answer that is too long for UDP is asked for by TCP")
    func truncated() async throws {
        let many = (0..<200).map { DNSMessage.service(UInt16($0), 0, 5222, "host\($0).example.org") }
        let server = try NameServer { _ in .overTCP(many) }
        let records = try await server.resolver.services(at: Self.name)
        #expect(records.map(\.target) == (0..<recordLimit).map { "host\($0).example.org" })
        #expect(server.questions.count == 2)
    }

    @Test("Addresses of both families, and none where there is none")
    func addresses() async throws {
        let server = try NameServer { question in
            switch question.type {
            case DNSMessage.a: .records([DNSMessage.address(192, 0, 2, 1), DNSMessage.address(192, 0, 2, 2)])
            default: .records([])
            }
        }
        let found = try await server.resolver.addresses(of: "example.org", .ipv4)
        #expect(Set(found) == ["192.0.2.1", "192.0.2.2"])
        #expect(try await server.resolver.addresses(of: "example.org", .ipv6).isEmpty)
    }

    @Test("A host that is not there is unknown, and nobody looks for it elsewhere")
    func unknownHost() async throws {
        let server = try NameServer { _ in .code(3) }
        let error = try await refusal { _ = try await server.resolver.addresses(of: "gone.example.org", .ipv4) }
        #expect(error == TransportError(.hostUnknown, "gone.example.org"))
        #expect(Set(server.questions.map(\.name)) == ["gone.example.org"])
    }

    @Test("localhost is asked of nobody")
    func localhost() async throws {
        let server = try NameServer { _ in .code(3) }
        #expect(try await server.resolver.addresses(of: "localhost", .ipv4) == ["127.0.0.1"])
        #expect(try await server.resolver.addresses(of: "chat.LOCALHOST", .ipv6) == ["::1"])
        #expect(server.questions.isEmpty)
    }

    @Test(
        "Every failure has its own words",
        arguments: [
            (2, "they report a failure"), (5, "they refuse to answer"), (4, "they refuse to answer"),
        ] as [(UInt8, String)])
    func failures(code: UInt8, words: String) async throws {
        let server = try NameServer { _ in .code(code) }
        let error = try await refusal { _ = try await server.resolver.services(at: Self.name) }
        #expect(error == TransportError(.lookupFailed, Self.name, detail: words))
        let other = try await refusal { _ = try await server.resolver.addresses(of: "example.org", .ipv6) }
        #expect(other == TransportError(.lookupFailed, "example.org", detail: words))
    }

    @Test("Where one name server fails the next one is asked")
    func nextServer() async throws {
        let broken = try NameServer { _ in .code(2) }
        let good = try NameServer { _ in .records([DNSMessage.service(0, 0, 5222, "a.example.org")]) }
        let resolver = NameServer.resolver(asking: [broken.port, good.port])
        #expect(try await resolver.services(at: Self.name).map(\.target) == ["a.example.org"])
    }

    @Test("Name servers that do not answer, or are not there, are told apart from names that are not")
    func noServer() async throws {
        let deaf = try NameServer { _ in .silence }
        let silence = try await refusal { _ = try await deaf.resolver.services(at: Self.name) }
        #expect(silence == TransportError(.noNameServer, Self.name, detail: "there was no answer in time"))
        let nobody = NameServer.resolver(asking: [try ScriptedServer.unusedPort()])
        let refused = try await refusal { _ = try await nobody.addresses(of: "example.org", .ipv4) }
        #expect(refused == TransportError(.noNameServer, "example.org"))
        #expect(refused?.sentence.hasPrefix("No name server answers, so example.org could not be looked up;") == true)
    }

    @Test("A machine that names no name server says so")
    func noConfiguration() async throws {
        var settings = LookupSettings()
        settings.configuration = "/nonexistent/resolv.conf"
        settings.patience = .milliseconds(100)
        let resolver = CAresResolver(settings)
        let error = try await refusal { _ = try await resolver.services(at: Self.name) }
        #expect(error?.condition == .noNameServer)
    }

    @Test("A look-up that nobody waits for any more is given up")
    func cancelled() async throws {
        let server = try NameServer { _ in .silence }
        let resolver = NameServer.resolver(asking: [server.port], patience: .seconds(5))
        let task = Task { try await resolver.services(at: Self.name) }
        try await within("the question") { while server.questions.isEmpty { await Task.yield() } }
        task.cancel()
        let error = try await refusal { _ = try await task.value }
        #expect(error == TransportError(.cancelled, Self.name))
    }

    @Test("A flood of look-ups is answered or refused, each of them")
    func flood() async throws {
        let server = try NameServer { _ in .code(3) }
        // Not on the loop that the other tests share: there it would have theirs refused.
        let resolver = NameServer.resolver(asking: [server.port], on: LookupLoop())
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    do throws(TransportError) {
                        return try await resolver.services(at: "_s\(number)._tcp.example.org").isEmpty
                    } catch {
                        return error.condition == .lookupFailed
                    }
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes == [Bool](repeating: true, count: 200))
    }
}
