import GrapnelKit
import Testing

@testable import GrapnelStream

@Suite("Negotiation: random interleavings")
struct NegotiationInterleavingTests {
    /// A small generator with a seed, so that a failure can be repeated.
    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static let vector = SCRAMVector.exporter

    private static let elements: [XMLElement] = [
        ServerWords.startTLS, ServerWords.startTLS, ServerWords.proceed, ServerWords.proceed, ServerWords.session,
        ServerWords.session, ServerWords.features(), ServerWords.message,
        ServerWords.mechanisms(["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS"]),
        ServerWords.mechanisms(["SCRAM-SHA-256-PLUS"], types: ["tls-exporter"]),
        ServerWords.mechanisms(["PLAIN"]),
        ServerWords.challenge(vector.serverFirst), ServerWords.challenge(vector.serverFirst),
        ServerWords.challenge(vector.serverFinal), ServerWords.success(vector.serverFinal),
        ServerWords.success(vector.serverFinal), ServerWords.success(nil),
        XMLElement("failure", StreamNamespace.sasl), XMLElement("failure", StreamNamespace.tls),
        ServerWords.bound("user@example.org/core"), ServerWords.bound("bob@example.org/core"),
        StreamError(.systemShutdown).element,
        ServerWords.extensible([vector.mechanism], tokens: ["HT-SHA-256-EXPR", "HT-SHA-256-NONE"]),
        ServerWords.extensible([vector.mechanism], bind: nil), ServerWords.challenge2(vector.serverFirst),
        signed, ServerWords.success2(nil, as: "user@example.org/x") { ServerWords.bound2() },
        ServerWords.failure2("not-authorized"), XMLElement("continue", StreamNamespace.sasl2),
        ServerWords.management("enabled", ["id": "sm1", "resume": "true"]), ServerWords.management("failed"),
        ServerWords.management("resumed", ["previd": "old", "h": "7"]), ServerWords.management("resumed"),
    ]

    /// The end of a good login with the extensible profile.
    private static let signed = ServerWords.success2(
        Array(vector.serverFinal.utf8), as: "user@example.org/core"
    ) {
        ServerWords.bound2 { ServerWords.management("enabled", ["id": "sm1", "resume": "1"]) }
    }

    /// One plausible or implausible next event; `keys` is what a derivation would have given.
    private func event(_ random: inout SplitMix, _ keys: SCRAMKeys) -> Negotiation.Event {
        switch Int.random(in: 0..<20, using: &random) {
        case 0: .connected(Bool.random(using: &random) ? nil : .modern())
        case 1, 2, 3: .opened(ServerWords.header())
        case 4: .opened(ServerWords.header(from: "evil.example"))
        case 5: .secured(.modern())
        case 6: .derived(.success(keys))
        case 7:
            [.closed, .timedOut, .disconnected(nil), .malformed(.invalidXML)][Int.random(in: 0..<4, using: &random)]
        default:
            .element(
                Self.elements[Int.random(in: 0..<Self.elements.count, using: &random)],
                unread: Int.random(in: 0..<8, using: &random) == 0 ? 1 : 0
            )
        }
    }

    /// The event that an honest server and caller would give next.
    private func honest(_ last: [Negotiation.Action], _ run: NegotiationRun, _ keys: SCRAMKeys) -> Negotiation.Event? {
        switch last.last {
        case nil: return .element(features(run), unread: 0)
        case .open: return .opened(ServerWords.header())
        case .startTLS: return .secured(.modern())
        case .derive: return .derived(.success(keys))
        case .send(let element):
            switch element.name {
            case "starttls": return .element(ServerWords.proceed, unread: 0)
            case "auth": return .element(ServerWords.challenge(Self.vector.serverFirst), unread: 0)
            case "authenticate" where element["mechanism"] == Self.vector.mechanism:
                return .element(ServerWords.challenge2(Self.vector.serverFirst), unread: 0)
            case "response" where element.namespace == StreamNamespace.sasl2:
                return .element(Self.signed, unread: 0)
            case "response": return .element(ServerWords.success(Self.vector.serverFinal), unread: 0)
            case "iq": return .element(ServerWords.bound("user@example.org/core"), unread: 0)
            case "enable": return .element(ServerWords.management("enabled"), unread: 0)
            case "resume":
                return .element(ServerWords.management("resumed", ["previd": "old", "h": "7"]), unread: 0)
            default: return nil
            }
        default: return nil
        }
    }

    /// The features that belong to the stream opened last.
    private func features(_ run: NegotiationRun) -> XMLElement {
        let opened = run.actions.count { if case .open = $0 { true } else { false } }
        switch opened {
        case 0, 1: return ServerWords.startTLS
        case 2 where run.address == nil && run.written.contains { $0.contains("urn:xmpp:sasl:2") }:
            return ServerWords.session
        case 2 where run.machine.settings.agent != nil: return ServerWords.extensible([Self.vector.mechanism])
        case 2: return ServerWords.mechanisms([Self.vector.mechanism])
        default: return ServerWords.session
        }
    }

    @Test("Whatever comes in whatever order: no trap, no credentials before TLS, one ending", arguments: 0..<40)
    func interleavings(_ seed: UInt64) throws {
        var random = SplitMix(state: seed)
        var exchange = try Self.vector.exchange()
        _ = exchange.challenge(Self.vector.serverFirst)
        let keys = try #require(exchange.success(Self.vector.serverFinal).outcome).keys
        var reached = 0
        for _ in 0..<80 {
            let old = StreamResumption(id: "old", handled: 5, address: try JID("user@example.org/core"))
            var run = try NegotiationRun(
                isManaged: Bool.random(using: &random), resumption: Bool.random(using: &random) ? old : nil
            ) { settings in
                guard Bool.random(using: &random) else { return }
                settings.agent = UserAgent(id: "d4565fa7-4d72-4749-b3d3-740edbf87770")
                settings.inline = [XMLElement("enable", ServerWords.carbons)]
                guard Bool.random(using: &random) else { return }
                settings.token = FASTToken(
                    secret: "t", mechanism: HTMechanism(.sha256, .tlsExporter), expiry: Timestamp(milliseconds: .max))
                settings.expected = InlineOffer(
                    bindFeatures: [], resumes: true, tokenMechanisms: ["HT-SHA-256-EXPR"])
            }
            var secured = false
            var last: [Negotiation.Action] = []
            if Int.random(in: 0..<10, using: &random) > 0 { last = run.feed(.connected(nil)) }
            for _ in 0..<40 {
                let follow = Int.random(in: 0..<100, using: &random) < 90 ? honest(last, run, keys) : nil
                let event = follow ?? event(&random, keys)
                if case .secured = event { secured = true }
                if case .connected(.some) = event { secured = true }
                last = run.feed(event)
                if !secured { try expectNothingSecret(last) }
            }
            try expectOneEnding(run.actions)
            if run.address != nil { reached += 1 }
        }
        // Otherwise the test would have looked at nothing but first steps.
        #expect(reached > 0)
    }

    private func expectNothingSecret(_ actions: [Negotiation.Action]) throws {
        for text in NegotiationRun.written(actions) {
            try #require(!text.contains(StreamNamespace.sasl) && !text.contains("user"))
        }
        for action in actions {
            switch action {
            case .derive, .authenticated, .established: Issue.record("\(action) before TLS")
            default: break
            }
        }
    }

    private func expectOneEnding(_ actions: [Negotiation.Action]) throws {
        let endings = actions.indices.filter { index in
            switch actions[index] {
            case .fail, .established: true
            default: false
            }
        }
        try #require(endings.count <= 1)
        if let ending = endings.first { try #require(ending == actions.count - 1) }
        let established = actions.contains { if case .established = $0 { true } else { false } }
        let authenticated = actions.contains { if case .authenticated = $0 { true } else { false } }
        try #require(!established || authenticated)
    }
}
