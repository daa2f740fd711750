import GrapnelStream
import TestSupport
import Testing

@testable import GrapnelTransport

/// Answers that no honest name server gives: each one ends as an error, never as a trap, a loop or a fourth host.
@Suite("Hostile answers of name servers", .timeLimit(.minutes(1)))
struct HostileAnswerTests {
    private static let name = "_xmpp-client._tcp.example.org"

    /// What an answer says behind its header, and how many records it claims to have.
    struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let count: UInt16
        let bytes: [UInt8]

        static let all = [
            Lie(testDescription: "a huge count and nothing behind it", count: 65_535, bytes: []),
            Lie(
                testDescription: "a target that is a pointer to itself", count: 1,
                bytes: DNSMessage.record(DNSMessage.srv, [0, 0, 0, 0, 20, 102, 0xc0, 65])),
            Lie(
                testDescription: "a pointer behind the end", count: 1,
                bytes: DNSMessage.record(DNSMessage.srv, [0, 0, 0, 0, 20, 102, 0xff, 0xff])),
            Lie(
                testDescription: "a record that is cut off", count: 1,
                bytes: Array(DNSMessage.service(0, 0, 5222, "a.example.org").prefix(20))),
            Lie(
                testDescription: "a record shorter than its own fields", count: 1,
                bytes: DNSMessage.record(DNSMessage.srv, [0, 0, 0])),
            Lie(
                testDescription: "a target with a space", count: 1,
                bytes: DNSMessage.service(0, 0, 5222, "a b.example.org")),
            Lie(
                testDescription: "a target with an escape", count: 1,
                bytes: DNSMessage.service(0, 0, 5222, "\u{1b}[2J.example.org")),
            Lie(
                testDescription: "a label longer than the answer", count: 1,
                bytes: DNSMessage.record(DNSMessage.srv, [0, 0, 0, 0, 20, 102, 63, 97, 98])),
        ]
    }

    @Test("A lie about services is malformed", arguments: Lie.all)
    func services(_ lie: Lie) async throws {
        let server = try NameServer { _ in .raw(count: lie.count, lie.bytes) }
        let error = try await refusal { _ = try await server.resolver.services(at: Self.name) }
        #expect(error == TransportError(.lookupFailed, Self.name, detail: "their answer is malformed"))
    }

    @Test("An alias that leads back to itself has no address")
    func aliasLoop() async throws {
        // CNAME of the name that was asked for, to that name.
        let loop = DNSMessage.record(5, [0xc0, 12])
        let server = try NameServer { _ in .records([loop]) }
        let error = try await refusal {
            let found = try await server.resolver.addresses(of: "example.org", .ipv4)
            #expect(found.isEmpty)
        }
        #expect([nil, .lookupFailed, .hostUnknown].contains(error?.condition))
    }

    @Test("Random octets never do more than fail", arguments: 0..<8)
    func noise(_ seed: UInt64) async throws {
        let server = try NameServer { question in
            var generator = SplitMix(seed: seed &* 1_000_003 &+ UInt64(question.name.utf8.count))
            let count = Int.random(in: 0...300, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            return .raw(count: UInt16.random(in: 0...20, using: &generator), bytes)
        }
        for length in 1...25 {
            let name = "_\(String(repeating: "x", count: length))._tcp.example.org"
            let errors = [
                try await refusal { _ = try await server.resolver.services(at: name) },
                try await refusal { _ = try await server.resolver.addresses(of: name, .ipv6) },
            ]
            for error in errors {
                #expect([nil, .lookupFailed, .hostUnknown, .noNameServer].contains(error?.condition))
            }
        }
    }
}
