import GrapnelKit
import Testing

@testable import GrapnelStream

@Suite("Negotiation: PLAIN and EXTERNAL")
struct NegotiationSimpleLoginTests {
    private func run(
        _ offer: XMLElement, pin: SASLPin? = nil, credential: SCRAMCredential? = .password("p\u{E4}ss"),
        hasCertificate: Bool = false
    ) throws -> NegotiationRun {
        var run = try NegotiationRun(mode: .directTLS, credential: credential, pin: pin) {
            $0.hasCertificate = hasCertificate
        }
        run.feed(.connected(.modern()))
        run.feed(.opened(ServerWords.header()))
        run.feed(offer)
        return run
    }

    /// The mechanism and the message of the one login that was sent.
    private func sent(_ run: NegotiationRun) -> (String?, String)? {
        for case .send(let element) in run.actions {
            let text = element.first("initial-response", StreamNamespace.sasl2)?.text ?? element.text
            return (element["mechanism"], String(decoding: Base64.decode(text) ?? [], as: UTF8.self))
        }
        return nil
    }

    @Test("A server that offers nothing else gets the password, under TLS, and it leaves no pin")
    func plain() throws {
        for offer in [ServerWords.mechanisms(["PLAIN"]), ServerWords.extensible(["PLAIN"], types: nil, bind: nil)] {
            var run = try run(offer)
            #expect(try #require(sent(run)) == ("PLAIN", "\0user\0p\u{E4}ss"))
            run.feed(
                offer.first("mechanisms", StreamNamespace.sasl) == nil
                    ? ServerWords.success2(nil) : ServerWords.success(nil))
            let login = run.actions.compactMap { if case .authenticated(let login) = $0 { login } else { nil } }.first
            #expect(login?.mechanism == "PLAIN" && login?.pin == nil && login?.keys == nil && login?.binding == nil)
        }
    }

    @Test(
        "It is not sent where anything better is offered or was ever used",
        arguments: [
            (["PLAIN", "SCRAM-SHA-1"], nil, "SCRAM-SHA-1"),
            (["PLAIN", "SCRAM-SHA-256-PLUS"], nil, "SCRAM-SHA-256-PLUS"),
            (["PLAIN"], "SCRAM-SHA-1", nil), (["PLAIN"], "EXTERNAL", nil),
            (["PLAIN", "SCRAM-SHA-1"], "SCRAM-SHA-256", nil),
        ] as [([String], String?, String?)])
    func better(_ names: [String], _ pin: String?, _ mechanism: String?) throws {
        let run = try run(ServerWords.mechanisms(names), pin: pin.flatMap(SASLPin.init(name:)))
        #expect(sent(run)?.0 == mechanism)
        if mechanism == nil { #expect(run.failure?.login?.condition == .downgradeRefused) }
    }

    @Test("A list with only a kind of SCRAM that this connection cannot do does not lead to it")
    func unusable() throws {
        var run = try NegotiationRun(mode: .directTLS)
        run.feed(.connected(.modern(exporter: nil)))
        run.feed(.opened(ServerWords.header()))
        run.feed(ServerWords.mechanisms(["PLAIN", "SCRAM-SHA-1-PLUS"]))
        #expect(run.failure?.login?.condition == .noSharedMechanism)
        #expect(sent(run) == nil)
    }

    @Test("Stored keys are no password, so it is asked for")
    func keys() throws {
        let settings = NegotiationSettings(
            account: try JID("user@example.org"), mode: .directTLS, credential: nil, nonce: "n")
        var machine = Negotiation(settings)
        _ = machine.handle(.connected(.modern()))
        _ = machine.handle(.opened(ServerWords.header()))
        let actions = machine.handle(.element(ServerWords.mechanisms(["PLAIN"]), unread: 0))
        #expect(actions.last == .fail(StreamFailure(.loginFailed, login: SASLError(.passwordNeeded))))
    }

    @Test("A password that would end the message is refused before it is sent", arguments: ["", "a\0b"])
    func password(_ password: String) throws {
        let run = try run(ServerWords.mechanisms(["PLAIN"]), credential: .password(password))
        #expect(run.failure?.login?.condition == .passwordNotAllowed)
        #expect(sent(run) == nil)
    }

    @Test("A certificate comes before every password, and is pinned")
    func external() throws {
        let offer = ServerWords.mechanisms(["EXTERNAL", "SCRAM-SHA-256-PLUS", "PLAIN"])
        var run = try run(offer, credential: nil, hasCertificate: true)
        #expect(try #require(sent(run)) == ("EXTERNAL", "user@example.org"))
        run.feed(ServerWords.success(nil))
        let login = run.actions.compactMap { if case .authenticated(let login) = $0 { login } else { nil } }.first
        #expect(login?.pin == .external)
        #expect(try sent(self.run(offer))?.0 == "SCRAM-SHA-256-PLUS")
    }

    @Test("A challenge or data in the success is out of turn")
    func outOfTurn() throws {
        for element in [ServerWords.challenge("x"), ServerWords.success("v=x")] {
            var run = try run(ServerWords.mechanisms(["PLAIN"]))
            run.feed(element)
            #expect(run.failure?.login?.condition == .unexpectedMessage)
        }
    }
}
