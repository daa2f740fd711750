@testable import GrapnelStream
import Testing

@Suite("SASL: choice of the mechanism")
struct SASLChoiceTests {
    private func choose(
        _ mechanisms: [String],
        types: [String]? = nil,
        over tls: TLSSession = .modern(),
        preferring hash: SCRAMHash? = nil,
        pin: String? = nil
    ) throws -> (String, String) {
        let choice = try SASLChoice(
            from: SASLOffer(mechanisms: mechanisms, bindingTypes: types),
            over: tls,
            preferring: hash,
            pin: pin.flatMap { SASLMechanism(rawValue: $0) }.map { SASLPin($0) }
        )
        return (choice.mechanism.rawValue, choice.header)
    }

    @Test("The strongest is taken whatever the order")
    func strongest() throws {
        let all = ["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-512", "SCRAM-SHA-1-PLUS", "EXTERNAL"]
        #expect(try choose(all) == ("SCRAM-SHA-256-PLUS", "p=tls-exporter,,"))
        #expect(try choose(all.reversed()) == ("SCRAM-SHA-256-PLUS", "p=tls-exporter,,"))
        #expect(try choose(["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256"]) == ("SCRAM-SHA-256", "y,,"))
    }

    @Test("The flag tells what the client could have done")
    func flags() throws {
        let bare = TLSSession.modern(exporter: nil)
        #expect(try choose(["SCRAM-SHA-1"]) == ("SCRAM-SHA-1", "y,,"))
        #expect(try choose(["SCRAM-SHA-1"], over: bare) == ("SCRAM-SHA-1", "n,,"))
        #expect(try choose(["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"], over: bare) == ("SCRAM-SHA-1", "n,,"))
        // Offered, only not in a kind of ours: "y" would make an honest server refuse.
        let offered = ["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"]
        #expect(try choose(offered, types: ["tls-server-end-point"]) == ("SCRAM-SHA-1", "n,,"))
    }

    @Test("TLS 1.3 binds with tls-exporter, TLS 1.2 with tls-unique")
    func kinds() throws {
        let plus = ["SCRAM-SHA-1-PLUS"]
        let both = TLSSession.older(exporter: Array(0..<32))
        #expect(try choose(plus).1 == "p=tls-exporter,,")
        #expect(try choose(plus, over: .older()).1 == "p=tls-unique,,")
        #expect(try choose(plus, over: both).1 == "p=tls-unique,,")
        #expect(try choose(plus, types: ["tls-exporter"], over: both).1 == "p=tls-exporter,,")
        #expect(throws: SASLError(.downgradeRefused)) { try choose(plus, types: ["tls-exporter"], over: .older()) }
    }

    @Test(
        "No SCRAM, no login",
        arguments: [
            [], ["PLAIN"], ["DIGEST-MD5", "CRAM-MD5", "LOGIN"], ["scram-sha-1"], ["SCRAM-SHA-1 "], ["SCRAM-MD5"],
            ["SCRAM-SHA-1-PLUS-PLUS"], ["ANONYMOUS", "EXTERNAL", "X-OAUTH2"],
        ])
    func none(_ mechanisms: [String]) {
        #expect(throws: SASLError(.noSharedMechanism)) { try choose(mechanisms) }
    }

    @Test("What an account used before is the least it accepts")
    func pins() throws {
        #expect(throws: SASLError(.downgradeRefused)) { try choose(["SCRAM-SHA-512"], pin: "SCRAM-SHA-1-PLUS") }
        #expect(throws: SASLError(.downgradeRefused)) { try choose(["SCRAM-SHA-1"], pin: "SCRAM-SHA-256") }
        #expect(throws: SASLError(.downgradeRefused)) {
            try choose(["SCRAM-SHA-1-PLUS"], pin: "SCRAM-SHA-256-PLUS")
        }
        #expect(throws: SASLError(.downgradeRefused)) { try choose(["PLAIN"], pin: "SCRAM-SHA-1") }
        #expect(throws: SASLError(.downgradeRefused)) {
            try choose(["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"], over: .modern(exporter: nil), pin: "SCRAM-SHA-1-PLUS")
        }
        #expect(try choose(["SCRAM-SHA-256-PLUS"], pin: "SCRAM-SHA-1").0 == "SCRAM-SHA-256-PLUS")
        let mixed = ["SCRAM-SHA-1-PLUS", "SCRAM-SHA-256"]
        #expect(try choose(mixed, pin: "SCRAM-SHA-256").0 == "SCRAM-SHA-256")
    }

    @Test("Announcements that contradict the list were tampered with (XEP-0440)")
    func stripping() throws {
        #expect(throws: SASLError(.downgradeRefused)) {
            try choose(["SCRAM-SHA-1"], types: ["tls-server-end-point", "tls-exporter"])
        }
        #expect(throws: SASLError(.downgradeRefused)) { try choose(["PLAIN"], types: ["tls-exporter"]) }
    }

    @Test("A list of kinds that none of ours is in needs the server's signature (XEP-0474 §6)")
    func unknownKinds() throws {
        let offer = SASLOffer(mechanisms: ["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"], bindingTypes: ["tls-made-up"])
        let choice = try SASLChoice(from: offer, over: .modern())
        #expect(choice.header == "n,,")
        func answer(_ more: String) throws -> SCRAMExchange.Action {
            var exchange = try SCRAMExchange(user: "user", credential: .password("x"), choice: choice, nonce: "n")
            return exchange.handle(.challenge(Array("r=nn,s=QSXCR+Q6sek8bf92,i=4096\(more)".utf8)))
        }
        #expect(try answer("").failure == .downgradeRefused)
        #expect(try answer(",h=AAAA").failure == .offerAltered)
        // SHA-1 of the two names, the unit separator and the kind.
        guard case .derive = try answer(",h=4elR/pR0H6f1YwT+jIoaNV0QLLA=") else {
            Issue.record("a signed list was refused")
            return
        }
    }

    @Test("The certificate is the last thing to bind to, and only where it is announced or nothing is")
    func endPoint() throws {
        let tls = TLSSession.modern(endPoint: Array(0..<32))
        #expect(try choose(["SCRAM-SHA-1-PLUS"], over: tls).1 == "p=tls-exporter,,")
        #expect(
            try choose(["SCRAM-SHA-1-PLUS"], types: ["tls-server-end-point"], over: tls).1
                == "p=tls-server-end-point,,")
        let only = TLSSession.modern(exporter: nil, endPoint: Array(0..<32))
        #expect(try choose(["SCRAM-SHA-1-PLUS"], over: only).1 == "p=tls-server-end-point,,")
    }

    @Test("Stored keys decide the hash if their mechanism is offered")
    func stored() throws {
        let all = ["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1"]
        #expect(try choose(all, preferring: .sha256).0 == "SCRAM-SHA-256")
        #expect(try choose(["SCRAM-SHA-512"], preferring: .sha256).0 == "SCRAM-SHA-512")
        #expect(try choose(["SCRAM-SHA-1-PLUS", "SCRAM-SHA-256"], preferring: .sha256).0 == "SCRAM-SHA-1-PLUS")
        #expect(try choose(all, preferring: .sha1, pin: "SCRAM-SHA-256").0 == "SCRAM-SHA-512")
    }

    @Test("The other way of binding is only tried where the server did not say what it knows")
    func next() throws {
        let tls = TLSSession.older(exporter: Array(0..<32))
        let silent = try SASLChoice(from: SASLOffer(mechanisms: ["SCRAM-SHA-1-PLUS"]), over: tls)
        #expect(silent.next?.header == "p=tls-exporter,,")
        #expect(silent.next?.mechanism == silent.mechanism)
        #expect(silent.next?.next == nil)
        let types = ["tls-unique", "tls-exporter"]
        let told = try SASLChoice(from: SASLOffer(mechanisms: ["SCRAM-SHA-1-PLUS"], bindingTypes: types), over: tls)
        #expect(told.next == nil)
        #expect(try SASLChoice(from: SASLOffer(mechanisms: ["SCRAM-SHA-1"]), over: tls).next == nil)
    }

    @Test("A flood of mechanisms is refused")
    func flood() {
        let flood = (0..<100_000).map { "X-\($0)" } + ["SCRAM-SHA-256"]
        #expect(throws: SASLError(.offerTooLong)) { try choose(flood) }
        #expect(throws: SASLError(.offerTooLong)) { try choose(["SCRAM-SHA-256"], types: flood) }
    }
}
