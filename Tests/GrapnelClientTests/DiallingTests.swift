import GrapnelStream
import Synchronization
import TestSupport
import Testing

@testable import GrapnelClient

@Suite("Finding a server")
struct DiallingTests {
    /// A network that exists on paper: records, and what comes of connecting to each host.
    private final class Paper: Connector {
        let records: [String: Result<[ServiceRecord], TransportError>]
        let refusals: [String: TransportError.Condition]
        private let seen = Mutex<[String]>([])

        init(
            _ records: [String: Result<[ServiceRecord], TransportError>] = [:],
            refusals: [String: TransportError.Condition] = [:]
        ) {
            self.records = records
            self.refusals = refusals
        }

        /// What was asked and dialled; what is asked at the same time stands in the order of the alphabet.
        var log: [String] {
            let all = seen.withLock { $0 }
            return all.filter { $0.hasPrefix("?") }.sorted() + all.filter { !$0.hasPrefix("?") }
        }

        func services(_ service: String, of domain: String) async throws(TransportError) -> [ServiceRecord] {
            seen.withLock { $0.append("?\(service).\(domain)") }
            return try records[service]?.get() ?? []
        }

        func connect(to endpoint: Endpoint, tls: TLSSettings) async throws(TransportError) -> any Transport {
            seen.withLock { $0.append("\(endpoint) as \(tls.domain)") }
            if let condition = refusals[endpoint.host] { throw TransportError(condition, endpoint.description) }
            return MemoryTransport()
        }
    }

    private func open(_ paper: Paper, host: String? = nil) async throws(TransportError) -> Endpoint {
        let tls = TLSSettings(domain: "example.org")
        let destination = Destination(domain: "example.org", host: host)
        return try await Dialling(destination, tls: tls, connector: paper).open().endpoint
    }

    private static let questions = ["?_xmpp-client._tcp.example.org", "?_xmpps-client._tcp.example.org"]

    private static func record(_ priority: UInt16, _ target: String) -> ServiceRecord {
        ServiceRecord(priority: priority, weight: 0, port: 5269, target: target)
    }

    @Test("The next server is tried where one cannot be reached or presents a wrong certificate")
    func next() async throws {
        let paper = Paper(
            [
                "_xmpps-client._tcp": .success([Self.record(1, "a")]),
                "_xmpp-client._tcp": .success([Self.record(2, "b"), Self.record(3, "c"), Self.record(4, "d")]),
            ],
            refusals: ["a": .certificateForeignName, "b": .connectionRefused])
        let endpoint = try await open(paper)
        #expect(endpoint == Endpoint(host: "c", port: 5269, mode: .startTLS))
        // Whatever the records say, the certificate has to be the domain's.
        #expect(
            paper.log == Self.questions + ["a:5269", "b:5269", "c:5269"].map { "\($0) as example.org" })
    }

    @Test("Where all fail the error is told that says most")
    func allFail() async throws {
        let paper = Paper(
            ["_xmpp-client._tcp": .success([Self.record(1, "a"), Self.record(2, "b"), Self.record(3, "c")])],
            refusals: ["a": .timedOut, "b": .certificateExpired, "c": .hostUnknown])
        await #expect(throws: TransportError(.certificateExpired, "b:5269")) { try await open(paper) }
    }

    @Test("A look-up that fails does not keep from the domain itself")
    func lookupFails() async throws {
        let broken = TransportError(.lookupFailed, "example.org")
        let records = ["_xmpps-client._tcp", "_xmpp-client._tcp"].map {
            ($0, Result<[ServiceRecord], _>.failure(broken))
        }
        let open = Paper(Dictionary(uniqueKeysWithValues: records))
        #expect(try await self.open(open).description == "example.org:5222")
        // But where that fails too, the look-up is what is wrong.
        let closed = Paper(Dictionary(uniqueKeysWithValues: records), refusals: ["example.org": .hostUnknown])
        await #expect(throws: broken) { try await self.open(closed) }
    }

    @Test("A host that the account names is dialled and nothing is looked up")
    func explicit() async throws {
        let paper = Paper()
        #expect(try await open(paper, host: "10.0.0.1").description == "10.0.0.1:5222")
        #expect(paper.log == ["10.0.0.1:5222 as example.org"])
    }

    @Test("An attempt that was given up tries no further server")
    func cancelled() async throws {
        let paper = Paper(
            ["_xmpp-client._tcp": .success([Self.record(1, "a"), Self.record(2, "b")])],
            refusals: ["a": .cancelled])
        await #expect(throws: TransportError(.cancelled, "a:5269")) { try await open(paper) }
        #expect(!paper.log.contains("b:5269 as example.org"))
    }
}
