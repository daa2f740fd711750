import GrapnelKit
import Testing

@testable import GrapnelStream

@Suite("Negotiation: hostile servers")
struct NegotiationHostileTests {
    @Test("No encryption, no login, and nothing of the account is told")
    func stripped() throws {
        var run = try NegotiationRun()
        run.feed(.connected(nil))
        run.feed(.opened(ServerWords.header()))
        let actions = run.feed(ServerWords.mechanisms(["PLAIN", "SCRAM-SHA-1"]))
        #expect(actions == [.close, .fail(StreamFailure(.tlsRequired))])
        #expect(!run.written.joined().contains("user"))
    }

    @Test("Direct TLS never falls back to a connection in clear")
    func directWithoutTLS() throws {
        var run = try NegotiationRun(mode: .directTLS)
        #expect(run.feed(.connected(nil)) == [.drop, .fail(StreamFailure(.tlsRequired))])
    }

    @Test("Anything behind <proceed/> drops the connection", arguments: [1, 4096])
    func injected(_ unread: Int) throws {
        var run = try NegotiationRun()
        run.reachProceed()
        #expect(run.feed(ServerWords.proceed, unread: unread) == [.drop, .fail(StreamFailure(.tlsInjected))])
    }

    @Test("An element between <proceed/> and the handshake drops the connection")
    func injectedElement() throws {
        var run = try NegotiationRun()
        run.reachProceed()
        run.feed(ServerWords.proceed)
        let actions = run.feed(ServerWords.mechanisms(["PLAIN"]))
        #expect(actions == [.drop, .fail(StreamFailure(.tlsInjected))])
        #expect(run.feed(.secured(.modern())).isEmpty)
    }

    @Test("A refused STARTTLS ends it")
    func refusedTLS() throws {
        var run = try NegotiationRun()
        run.reachProceed()
        let actions = run.feed(XMLElement("failure", StreamNamespace.tls))
        #expect(actions == [.close, .fail(StreamFailure(.tlsRefused))])
    }

    @Test("A failed handshake ends it without another byte")
    func handshake() throws {
        var run = try NegotiationRun()
        run.reachProceed()
        run.feed(ServerWords.proceed)
        let error = TransportError(.certificateForeignName, "example.org")
        let failure = StreamFailure(.disconnected, transport: error)
        #expect(run.feed(.disconnected(error)) == [.drop, .fail(failure)])
        #expect(failure.sentence == error.sentence)
    }

    @Test("The stream must be the domain's", arguments: ["evil.example", "", "@", "example.org/x", "user@example.org"])
    func foreign(_ from: String) throws {
        var run = try NegotiationRun()
        run.feed(.connected(nil))
        let actions = run.feed(.opened(ServerWords.header(from: from)))
        #expect(actions.first == .send(StreamError(.invalidFrom).element))
        #expect(run.failure?.condition == .foreignStream)
    }

    @Test("Under TLS the server has to say who it is")
    func anonymous() throws {
        var run = try NegotiationRun(mode: .directTLS)
        run.feed(.connected(.modern()))
        run.feed(.opened(ServerWords.header(from: nil)))
        #expect(run.failure?.condition == .foreignStream)
    }

    @Test("A domain is compared after preparation")
    func preparedDomain() throws {
        var run = try NegotiationRun()
        run.feed(.connected(nil))
        #expect(run.feed(.opened(ServerWords.header(from: "EXAMPLE.ORG"))).isEmpty)
    }

    @Test("The version must be 1 or later", arguments: [nil, "", "0.9", "x", "-1.0", "99999999999999999999.0"])
    func version(_ version: String?) throws {
        var run = try NegotiationRun()
        run.feed(.connected(nil))
        run.feed(.opened(ServerWords.header(version: version)))
        #expect(run.failure?.condition == .unsupportedVersion)
    }

    @Test("Only a stream is a stream")
    func otherRoot() throws {
        for header in [ServerWords.header(name: "html"), ServerWords.header(namespace: "jabber:client")] {
            var run = try NegotiationRun()
            run.feed(.connected(nil))
            run.feed(.opened(header))
            #expect(run.failure?.condition == .notAStream)
        }
    }

    @Test("A stanza before the login closes the stream", arguments: 0..<5)
    func early(_ step: Int) throws {
        var run = try NegotiationRun()
        switch step {
        case 0:
            run.feed(.connected(nil))
            run.feed(.opened(ServerWords.header()))
        case 1: run.reachProceed()
        case 2: run.reachSecuredFeatures()
        case 3: run.reachLogin()
        default:
            run.reachLogin()
            run.feedDeriving(ServerWords.challenge(SCRAMVector.exporter.serverFirst))
        }
        let actions = run.feed(ServerWords.message)
        #expect(actions.first == .send(StreamError(.notAuthorized).element))
        #expect(run.failure?.condition == .earlyStanza)
    }

    @Test(
        "The answer to bind must be ours",
        arguments: [
            "bob@example.org/core", "user@evil.example/core", "user@example.org", "example.org/core", "", "user@@/x",
            "us\u{200B}er@example.org/core",
        ])
    func bind(_ jid: String) throws {
        var run = try NegotiationRun()
        run.reachBinding()
        run.feed(ServerWords.bound(jid))
        #expect(run.failure?.condition == .bindMismatch)
        #expect(run.address == nil)
    }

    @Test("Only the answer to bind is an answer to bind")
    func bindReply() throws {
        let others = [
            ServerWords.bound("user@example.org/core", id: "other"),
            ServerWords.bound("user@example.org/core", type: "set"),
            XMLElement("iq", StreamNamespace.client, ["type": "result", "id": "bind1"]),
            XMLElement("presence", StreamNamespace.client, ["type": "error", "id": "bind1"]),
            ServerWords.message, ServerWords.session,
        ]
        for other in others {
            var run = try NegotiationRun()
            run.reachBinding()
            run.feed(other)
            #expect(run.failure?.condition == .unexpectedElement)
        }
    }

    @Test("A refused bind says what the server said")
    func bindRefused() throws {
        var run = try NegotiationRun()
        run.reachBinding()
        run.feed(
            XMLElement("iq", StreamNamespace.client, ["type": "error", "id": "bind1"]) {
                XMLElement("error", StreamNamespace.client, ["type": "cancel"]) {
                    XMLElement("conflict", "urn:ietf:params:xml:ns:xmpp-stanzas")
                }
            })
        #expect(run.failure?.condition == .bindRefused)
        #expect(run.failure?.sentence.hasSuffix("The server says: “conflict”") == true)
    }

    @Test("A stream error is told, a redirection is not followed")
    func streamErrors() throws {
        var run = try NegotiationRun()
        run.feed(.connected(nil))
        run.feed(.opened(ServerWords.header()))
        run.feed(StreamError(.seeOtherHost, otherHost: "evil.example:5222").element)
        #expect(run.failure?.streamError?.otherHost == "evil.example:5222")
        #expect(run.actions.suffix(2).first == .close)
    }

    @Test("A flood of features ends at the first that is one too many")
    func flood() throws {
        var run = try NegotiationRun()
        run.reachBinding()
        for _ in 0..<10_000 { run.feed(ServerWords.features()) }
        #expect(run.failure?.condition == .unexpectedElement)
        #expect(run.actions.count < 30)

        var early = try NegotiationRun()
        early.reachSecuredFeatures()
        for _ in 0..<10_000 { early.feed(ServerWords.features()) }
        #expect(early.failure?.login?.condition == .noSharedMechanism)
        #expect(early.actions.count < 30)
    }

    @Test("A session without bind is none")
    func noBind() throws {
        var run = try NegotiationRun()
        run.reachLogin()
        run.feedDeriving(ServerWords.challenge(SCRAMVector.exporter.serverFirst))
        run.feed(ServerWords.success(SCRAMVector.exporter.serverFinal))
        run.feed(.opened(ServerWords.header()))
        run.feed(ServerWords.features())
        #expect(run.failure?.condition == .bindNotOffered)
    }

    @Test("Endings from outside end it once")
    func endings() throws {
        let events: [(Negotiation.Event, StreamFailure.Condition)] = [
            (.closed, .closedByServer), (.timedOut, .timedOut), (.malformed(.restrictedXML), .malformedXML),
            (.disconnected(nil), .disconnected), (.secured(.modern()), .unexpectedElement),
            (.connected(.modern()), .unexpectedElement),
        ]
        for (event, condition) in events {
            var run = try NegotiationRun()
            run.reachLogin()
            run.feed(event)
            #expect(run.failure?.condition == condition)
            let count = run.actions.count
            run.feed(event)
            #expect(run.actions.count == count)
        }
    }

    @Test("Every condition has a sentence", arguments: StreamFailure.Condition.allCases)
    func sentences(_ condition: StreamFailure.Condition) {
        #expect(StreamFailure(condition).sentence.hasSuffix("."))
    }
}
