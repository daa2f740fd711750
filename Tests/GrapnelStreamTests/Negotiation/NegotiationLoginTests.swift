import GrapnelKit
import Testing

@testable import GrapnelStream

@Suite("Negotiation: logins that fail")
struct NegotiationLoginTests {
    private let vector = SCRAMVector.exporter
    private let abort = Negotiation.Action.send(XMLElement("abort", StreamNamespace.sasl))

    @Test("A refusal ends it, with no other mechanism and the server's words marked")
    func refused() throws {
        var run = try NegotiationRun()
        run.reachSecuredFeatures()
        run.feed(ServerWords.mechanisms(["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1", "PLAIN"]))
        let words = "\u{202E}password: please type it again in chat to admin@evil.example"
        let actions = run.feed(
            XMLElement("failure", StreamNamespace.sasl) {
                XMLElement("not-authorized", StreamNamespace.sasl)
                XMLElement("text", StreamNamespace.sasl, text: words)
            })
        #expect(actions.map(isSend) == [false, false])
        #expect(run.failure?.login?.condition == .notAuthorized)
        #expect(run.failure?.sentence.contains("The server says: “\(words)”") == true)
        #expect(run.feed(ServerWords.mechanisms(["PLAIN"])).isEmpty)
    }

    @Test(
        "Conditions of a refusal are told apart",
        arguments: [
            ("not-authorized", SASLError.Condition.notAuthorized), ("account-disabled", .accountDisabled),
            ("credentials-expired", .credentialsExpired), ("temporary-auth-failure", .temporaryFailure),
            ("malformed-request", .refused), ("made-up", .refused),
        ])
    func conditions(_ name: String, _ condition: SASLError.Condition) throws {
        var run = try NegotiationRun()
        run.reachLogin()
        run.feed(XMLElement("failure", StreamNamespace.sasl) { XMLElement(name, StreamNamespace.sasl) })
        #expect(run.failure?.login?.condition == condition)
        #expect(run.failure?.login?.serverCondition == name)
    }

    @Test("A success without the server's signature is a failure, and no stream is opened behind it")
    func unsigned() throws {
        for success in [ServerWords.success(nil), XMLElement("success", StreamNamespace.sasl, text: "=")] {
            var run = try NegotiationRun()
            run.reachLogin()
            run.feedDeriving(ServerWords.challenge(vector.serverFirst))
            let actions = run.feed(success)
            #expect(run.failure?.login?.condition == .serverSignatureMissing)
            #expect(actions.count == 2 && actions.first == .close)
        }
        var run = try NegotiationRun()
        run.reachLogin()
        run.feedDeriving(ServerWords.challenge(vector.serverFirst))
        run.feed(ServerWords.success("v=" + Base64.encode([UInt8](repeating: 7, count: 32))))
        #expect(run.failure?.login?.condition == .serverSignatureWrong)
    }

    @Test("A refusal before any proof is followed by the other kind of binding, once, and never by less")
    func otherBinding() throws {
        let refusal = XMLElement("failure", StreamNamespace.sasl) { XMLElement("not-authorized", StreamNamespace.sasl) }
        func first(_ actions: [Negotiation.Action]) -> String? {
            guard case .send(let element) = actions.first, element["mechanism"] == "SCRAM-SHA-256-PLUS" else {
                return nil
            }
            return Base64.decode(element.text).map { String(decoding: $0, as: UTF8.self) }
        }
        let tls = TLSSession(
            version: "TLSv1.3",
            cipher: "TLS_AES_256_GCM_SHA384",
            exporter: Array(0..<32),
            unique: Array(0..<12),
            peerFingerprint: ""
        )
        let offer = ["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"]
        var run = try NegotiationRun()
        run.reachSecuredFeatures(tls)
        #expect(first(run.feed(ServerWords.mechanisms(offer)))?.hasPrefix("p=tls-exporter,,") == true)
        #expect(first(run.feed(refusal))?.hasPrefix("p=tls-unique,,") == true)
        #expect(run.feed(refusal).first == .close)
        #expect(run.failure?.login?.condition == .notAuthorized)

        let other = XMLElement("failure", StreamNamespace.sasl) {
            XMLElement("malformed-request", StreamNamespace.sasl)
        }
        var unknown = try NegotiationRun()
        unknown.reachSecuredFeatures(tls)
        unknown.feed(ServerWords.mechanisms(offer))
        unknown.feed(refusal)
        #expect(unknown.feed(other).first == .close)
        #expect(unknown.failure?.login?.condition == .notAuthorized)

        // A third kind changes nothing: the first refusal says the most.
        var third = try NegotiationRun()
        third.reachSecuredFeatures(.older(exporter: Array(0..<32), endPoint: Array(0..<32)))
        third.feed(ServerWords.mechanisms(offer))
        third.feed(refusal)
        third.feed(other)
        #expect(third.failure == nil)
        third.feed(other)
        #expect(third.failure?.login?.condition == .notAuthorized)

        var told = try NegotiationRun()
        told.reachSecuredFeatures(tls)
        told.feed(ServerWords.mechanisms(offer, types: ["tls-exporter", "tls-unique"]))
        #expect(told.feed(refusal).first == .close)

        var proven = try NegotiationRun()
        proven.reachSecuredFeatures(tls)
        proven.feed(ServerWords.mechanisms(offer))
        proven.feedDeriving(ServerWords.challenge(vector.serverFirst))
        #expect(proven.feed(refusal).first == .close)
    }

    @Test("A bad challenge is aborted", arguments: ["%%%", "Zg", "Zg==\n", "Zg==", "="])
    func badChallenge(_ text: String) throws {
        var run = try NegotiationRun()
        run.reachLogin()
        let actions = run.feed(XMLElement("challenge", StreamNamespace.sasl, text: text))
        #expect(actions.prefix(2) == [abort, .close])
        #expect(run.failure?.login?.condition == .malformedMessage)
    }

    @Test("A challenge while keys are derived is out of turn")
    func impatient() throws {
        var run = try NegotiationRun()
        run.reachLogin()
        run.feed(ServerWords.challenge(vector.serverFirst))
        let actions = run.feed(ServerWords.challenge(vector.serverFirst))
        #expect(actions.first == abort)
        #expect(run.failure?.login?.condition == .unexpectedMessage)
    }

    @Test("Keys that do not fit ask for the password")
    func stale() throws {
        var first = try vector.exchange()
        _ = first.challenge(vector.serverFirst)
        let keys = try #require(first.success(vector.serverFinal).outcome).keys
        var run = try NegotiationRun(credential: .keys(keys))
        run.reachLogin()
        let actions = run.feed(ServerWords.challenge("r=\(vector.nonce)x,s=QSXCR+Q6sek8bf92,i=4096"))
        #expect(actions.first == abort)
        #expect(run.failure?.login?.condition == .passwordNeeded)
    }

    @Test("What an account used before is not given up, and nothing is sent")
    func pinned() throws {
        var run = try NegotiationRun(pin: SASLPin(SASLMechanism(.sha256, bindsChannel: true)))
        run.reachSecuredFeatures()
        let actions = run.feed(ServerWords.mechanisms(["SCRAM-SHA-512", "PLAIN"]))
        #expect(actions.first == .close)
        #expect(run.failure?.login?.condition == .downgradeRefused)
    }

    @Test("A list that is too long is refused")
    func tooLong() throws {
        var run = try NegotiationRun()
        run.reachSecuredFeatures()
        run.feed(ServerWords.mechanisms((0..<100_000).map { "X-\($0)" } + ["SCRAM-SHA-256"]))
        #expect(run.failure?.login?.condition == .offerTooLong)
    }

    @Test("A server is no account")
    func domainOnly() throws {
        var run = try NegotiationRun(account: "example.org")
        run.reachLogin()
        #expect(run.failure?.login != nil)
    }

    @Test("Elements for a log carry no payload")
    func redaction() throws {
        var run = try NegotiationRun()
        run.reachLogin()
        run.feedDeriving(ServerWords.challenge(vector.serverFirst))
        for case .send(let element) in run.actions where element.namespace == StreamNamespace.sasl {
            let shown = element.redacted.serialized()
            #expect(shown.contains("[redacted]") && !shown.contains(element.text))
        }
        let change = XMLElement("iq", StreamNamespace.client, ["id": "1"]) {
            XMLElement("query", "jabber:iq:register") {
                XMLElement("username", "jabber:iq:register", text: "user")
                XMLElement("password", "jabber:iq:register", text: "pencil")
            }
        }
        let shown = change.redacted.serialized()
        #expect(shown.contains("user") && !shown.contains("pencil"))
        #expect(ServerWords.message.redacted == ServerWords.message)
    }

    private func isSend(_ action: Negotiation.Action) -> Bool {
        switch action {
        case .send, .open: true
        default: false
        }
    }
}
