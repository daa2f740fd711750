import TestSupport
import Testing

@testable import GrapnelStream

@Suite("The order in which servers are tried")
struct EndpointPlanTests {
    private typealias Answers = [Endpoint.Mode: [ServiceRecord]]

    private func plan(
        _ answers: [Endpoint.Mode: [ServiceRecord]], _ security: Destination.Security = .automatic, seed: UInt64 = 1
    ) throws -> [String] {
        var generator = SplitMix(seed: seed)
        return try EndpointPlan(Destination(domain: "example.org", security: security))
            .endpoints(answers, using: &generator)
            .map { "\($0) \($0.mode.rawValue)" }
    }

    private func record(_ priority: UInt16, _ weight: UInt16, _ port: UInt16, _ target: String) -> ServiceRecord {
        ServiceRecord(priority: priority, weight: weight, port: port, target: target)
    }

    private let absent = ServiceRecord(priority: 0, weight: 0, port: 0, target: "")

    @Test("Both kinds count together by priority, direct TLS first within one")
    func priorities() throws {
        let answers: Answers = [
            .startTLS: [record(5, 0, 5222, "a"), record(10, 0, 5222, "b")],
            .directTLS: [record(10, 0, 443, "c"), record(20, 0, 443, "d")],
        ]
        #expect(try plan(answers) == ["a:5222 startTLS", "c:443 directTLS", "b:5222 startTLS", "d:443 directTLS"])
        #expect(try plan(answers, .direct) == ["c:443 directTLS", "d:443 directTLS"])
        #expect(try plan(answers, .startTLS) == ["a:5222 startTLS", "b:5222 startTLS"])
    }

    @Test("Weights are the chances of being first")
    func weights() throws {
        let records = [record(0, 0, 1, "never"), record(0, 60, 1, "most"), record(0, 40, 1, "less")]
        var first: [String: Int] = [:]
        for seed in 0..<1000 {
            let order = try plan([.startTLS: records], seed: UInt64(seed) &* 7_919)
            #expect(order.count == 3)
            first[order[0], default: 0] += 1
        }
        #expect((530...670).contains(first["most:1 startTLS"] ?? 0))
        #expect((330...470).contains(first["less:1 startTLS"] ?? 0))
        #expect((first["never:1 startTLS"] ?? 0) < 40)
    }

    @Test("Without records it is the domain itself, and direct TLS only where the account says so")
    func fallback() throws {
        #expect(try plan([:]) == ["example.org:5222 startTLS"])
        #expect(try plan([.directTLS: [], .startTLS: []]) == ["example.org:5222 startTLS"])
        #expect(try plan([.directTLS: []], .direct) == ["example.org:5223 directTLS"])
        #expect(try plan([.startTLS: []], .startTLS) == ["example.org:5222 startTLS"])
    }

    @Test("A kind that the domain does not offer is left out, the other one counts")
    func oneKindAbsent() throws {
        let some = [record(0, 0, 5222, "a")]
        #expect(try plan([.directTLS: [absent], .startTLS: some]) == ["a:5222 startTLS"])
        #expect(try plan([.directTLS: some, .startTLS: [absent]]) == ["a:5222 directTLS"])
        #expect(try plan([.directTLS: [absent], .startTLS: []]) == ["example.org:5222 startTLS"])
    }

    @Test("A domain that offers nothing is not dialled")
    func nothingOffered() throws {
        let error = TransportError(.serviceUnavailable, "example.org")
        #expect(throws: error) { try plan([.directTLS: [absent], .startTLS: [absent]]) }
        #expect(throws: error) { try plan([.startTLS: [absent]]) }
        #expect(throws: error) { try plan([.directTLS: [absent]], .direct) }
    }

    @Test("Records are bounded, and those without a port do not count")
    func bounds() throws {
        let many = (0..<100).map { record(UInt16($0), 0, 5222, "host\($0)") }
        #expect(try plan([.startTLS: many]).count == EndpointPlan.limit)
        #expect(try plan([.startTLS: [record(0, 0, 0, "a")]]) == ["example.org:5222 startTLS"])
    }

    @Test(
        "What the account names, and an address as domain, needs no look-up",
        arguments: [
            (Destination(domain: "example.org", host: "xmpp.example.net"), "xmpp.example.net:5222"),
            (Destination(domain: "example.org", port: 5280), "example.org:5280"),
            (Destination(domain: "example.org", host: "h", security: .direct), "h:5223"),
            (Destination(domain: "192.0.2.1"), "192.0.2.1:5222"),
            (Destination(domain: "[::1]"), "[::1]:5222"),
        ])
    func explicit(_ destination: Destination, _ endpoint: String) throws {
        let plan = EndpointPlan(destination)
        #expect(plan.questions.isEmpty)
        var generator = SplitMix(seed: 1)
        #expect(try plan.endpoints([:], using: &generator).map(\.description) == [endpoint])
    }

    @Test("Behind a proxy nothing is asked; what most servers offer comes first")
    func proxied() throws {
        let proxy = Proxy(host: "127.0.0.1", port: 9050)
        func endpoints(_ security: Destination.Security, host: String? = nil) throws -> [String] {
            let plan = EndpointPlan(
                Destination(domain: "example.org", host: host, security: security, proxy: proxy))
            #expect(plan.questions.isEmpty)
            var generator = SplitMix(seed: 1)
            let endpoints = try plan.endpoints([:], using: &generator)
            #expect(endpoints.allSatisfy { $0.proxy == proxy })
            return endpoints.map { "\($0) \($0.mode.rawValue)" }
        }
        #expect(try endpoints(.automatic) == ["example.org:5222 startTLS", "example.org:5223 directTLS"])
        #expect(try endpoints(.automatic, host: "h") == ["h:5222 startTLS"])
        #expect(try endpoints(.direct) == ["example.org:5223 directTLS"])
        #expect(try endpoints(.startTLS) == ["example.org:5222 startTLS"])
        #expect(EndpointPlan(Destination(domain: "abc.onion")).questions.isEmpty)
    }

    @Test("Of several errors the one that came furthest is told")
    func mostTelling() {
        let unknown = TransportError(.hostUnknown, "a")
        let refused = TransportError(.connectionRefused, "b")
        let expired = TransportError(.certificateExpired, "c")
        #expect(TransportError.mostTelling([unknown, refused, unknown]) == refused)
        #expect(TransportError.mostTelling([expired, refused]) == expired)
        #expect(TransportError.mostTelling([]) == nil)
    }
}
