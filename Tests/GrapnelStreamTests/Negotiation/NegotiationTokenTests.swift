import GrapnelKit
import Testing

@testable import GrapnelStream

@Suite("Negotiation: tokens")
struct NegotiationTokenTests {
    private static let secret = "secret-token:fast-Oeie4nmlUoLHXca_YgjZkhPl"

    private let vector = SCRAMVector.exporter
    private let bound = HTMechanism(.sha256, .tlsExporter)
    private let all = ["HT-SHA-256-NONE", "HT-SHA-256-UNIQ", "HT-SHA-256-EXPR", "HT-SHA-256-ENDP"]
    private let expected = InlineOffer(
        bindFeatures: ["urn:xmpp:sm:3"], resumes: true, tokenMechanisms: ["HT-SHA-256-NONE", "HT-SHA-256-EXPR"])

    private func token(_ mechanism: HTMechanism? = nil) -> FASTToken {
        FASTToken(secret: Self.secret, mechanism: mechanism ?? bound, expiry: Timestamp(milliseconds: .max))
    }

    private func responder(_ token: FASTToken, _ data: [UInt8] = Array(0..<32)) throws -> [UInt8] {
        try token.mechanism.hash.authenticate(Array("Responder".utf8) + data, key: Array(token.secret.utf8))
    }

    private func run(
        token: FASTToken? = nil, expected: InlineOffer? = nil, pin: SASLPin? = nil, over tls: TLSSession = .modern(),
        _ change: (inout NegotiationSettings) -> Void = { _ in }
    ) throws -> NegotiationRun {
        var run = try NegotiationRun(mode: .directTLS, pin: pin, isManaged: true) { settings in
            settings.agent = UserAgent(id: "d4565fa7-4d72-4749-b3d3-740edbf87770")
            settings.token = token
            settings.expected = expected
            settings.inline = [XMLElement("enable", ServerWords.carbons)]
            change(&settings)
        }
        run.feed(.connected(tls))
        return run
    }

    private func offer(_ tokens: [String]? = nil, mechanism: String? = nil) -> XMLElement {
        ServerWords.extensible([mechanism ?? vector.mechanism], tokens: tokens ?? all)
    }

    /// The mechanism of what was sent last.
    private func tried(_ run: NegotiationRun) -> String? {
        for case .send(let element) in run.actions.reversed() where element.name == "authenticate" {
            return element["mechanism"]
        }
        return nil
    }

    private func login(_ run: NegotiationRun) -> Login? {
        for case .authenticated(let login) in run.actions { return login }
        return nil
    }

    @Test("The proof is the draft's, over the data of the connection; computed with Python's hmac")
    func vectors() throws {
        let exchange = try #require(try TokenExchange(token(), user: "user", over: .modern()))
        #expect(
            Base64.encode(exchange.initialResponse.dropFirst(5)) == "ctCJSL7xghlvyK5cgK/9KNhfjVXCNAXx3OgscupqAVQ=")
        #expect(exchange.initialResponse.starts(with: Array("user\0".utf8)))
        #expect(Base64.encode(try responder(token())) == "FC7jqonlhWpy1A+ZQFm5Tveg9rlXsx9ePlQQICM+2zA=")
        let free = try #require(try TokenExchange(token(HTMechanism(.sha256, nil)), user: "user", over: .modern()))
        #expect(Base64.encode(free.initialResponse.dropFirst(5)) == "fs3GT2KwJSfybwcZLuW8Wy/3n0K4g1icOe7/EdP74gQ=")
        let long = try #require(
            try TokenExchange(token(HTMechanism(.sha512, .tlsExporter)), user: "user", over: .modern()))
        #expect(
            Base64.encode(long.initialResponse.dropFirst(5))
                == "NdnAWvuYXEqGNwz3GfevX6TBSJQUyqydFhJeg5IfgjXOpGO9HRNpqazZjyslmfAgAdMBtzvXNL2XjWvobTlQMg==")
        #expect(try TokenExchange(token(), user: "user", over: .older()) == nil)
    }

    @Test("Mechanisms are known by their exact names")
    func names() {
        for name in all + ["HT-SHA-512-EXPR"] { #expect(HTMechanism(rawValue: name)?.rawValue == name) }
        for name in ["HT-SHA-1-NONE", "HT-SHA-256", "HT-SHA-256-expr", "HT-SHA3-256-ENDP", "", "HT-SHA-256-NONE "] {
            #expect(HTMechanism(rawValue: name) == nil)
        }
    }

    @Test("A token is asked for, bound as well as the login is, and kept with its mechanism")
    func requested() throws {
        var run = try run()
        run.feed(.opened(ServerWords.header()))
        run.feed(offer())
        #expect(
            run.written.last?.contains("<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-EXPR'/>") == true)
        run.feedDeriving(ServerWords.challenge2(vector.serverFirst))
        run.feed(
            ServerWords.success2(Array(vector.serverFinal.utf8), as: "user@example.org/x") {
                ServerWords.bound2()
                ServerWords.token(Self.secret)
            })
        #expect(login(run)?.token?.secret == Self.secret)
        #expect(login(run)?.token?.mechanism == bound)
        #expect(login(run)?.inline?.tokenMechanisms == all)
    }

    @Test("A token that protects less than the login did is neither asked for nor kept")
    func weaker() throws {
        for mechanisms in [["HT-SHA-256-NONE"], ["HT-SHA-256-ENDP", "HT-SHA-256-NONE"]] {
            var run = try run()
            run.feed(.opened(ServerWords.header()))
            run.feed(offer(mechanisms))
            #expect(run.written.last?.contains("request-token") == false)
            run.feedDeriving(ServerWords.challenge2(vector.serverFirst))
            run.feed(
                ServerWords.success2(Array(vector.serverFinal.utf8), as: "user@example.org/x") {
                    ServerWords.bound2()
                    ServerWords.token(Self.secret)
                })
            #expect(login(run) != nil && login(run)?.token == nil)
        }
    }

    @Test("A token without a secret or an expiry, or of any length, is not kept")
    func unusable() throws {
        for element in [
            ServerWords.token(nil), ServerWords.token(""), ServerWords.token(String(repeating: "x", count: 5000)),
            ServerWords.token("x", expiry: nil), ServerWords.token("x", expiry: "soon"),
        ] {
            #expect(FASTToken(in: ServerWords.success2(nil) { element }, for: bound) == nil)
        }
    }

    @Test("Header, login, resumption and binding leave together where the server is known")
    func oneFlight() throws {
        var run = try run(token: token(), expected: expected)
        guard run.actions.count == 2, case .open = run.actions[0], case .send(let login) = run.actions[1] else {
            Issue.record("not one flight: \(run.actions)")
            return
        }
        #expect(login["mechanism"] == "HT-SHA-256-EXPR")
        #expect(login.first("fast", "urn:xmpp:fast:0") != nil)
        #expect(login.first("bind", "urn:xmpp:bind:0")?.first("enable", "urn:xmpp:sm:3") != nil)
        // All of the following arrives in one flight too.
        run.feed(.opened(ServerWords.header()))
        #expect(run.feed(offer()).isEmpty)
        run.feed(
            ServerWords.success2(try responder(token()), as: "user@example.org/x") {
                ServerWords.bound2 { ServerWords.management("enabled", ["id": "sm1", "resume": "1"]) }
            })
        run.feed(ServerWords.session)
        #expect(run.address == "user@example.org/x" && run.stream?.management?.id == "sm1")
        let outcome = try #require(self.login(run))
        #expect(outcome.keys == nil && outcome.pin == nil && outcome.token == nil)
        #expect(outcome.binding == .tlsExporter && outcome.mechanism == "HT-SHA-256-EXPR")
    }

    @Test("Behind STARTTLS it leaves together with the second header")
    func behindStartTLS() throws {
        var run = try NegotiationRun(isManaged: true) { settings in
            settings.agent = UserAgent(id: "d4565fa7-4d72-4749-b3d3-740edbf87770")
            settings.token = token()
            settings.expected = expected
        }
        run.reachProceed()
        run.feed(ServerWords.proceed)
        #expect(!run.written.joined().contains("authenticate"))
        let actions = run.feed(.secured(.modern()))
        #expect(actions.count == 3 && actions.first == .restart)
        #expect(tried(run) == "HT-SHA-256-EXPR")
    }

    @Test("A server that is not known yet is listened to first")
    func unknownServer() throws {
        var run = try run(token: token())
        #expect(run.actions.count == 1)
        run.feed(.opened(ServerWords.header()))
        run.feed(offer())
        #expect(tried(run) == "HT-SHA-256-EXPR")
    }

    @Test("A refused token is forgotten, and the login goes on with what the account has")
    func refused() throws {
        for condition in ["not-authorized", "credentials-expired", "malformed-request", "temporary-auth-failure"] {
            var run = try run(token: token(), expected: expected)
            run.feed(.opened(ServerWords.header()))
            run.feed(offer())
            let next = run.feed(ServerWords.failure2(condition))
            #expect(next.contains(.tokenRefused) == (condition != "temporary-auth-failure"))
            #expect(tried(run) == vector.mechanism)
            run.feedDeriving(ServerWords.challenge2(vector.serverFirst))
            run.feed(
                ServerWords.success2(Array(vector.serverFinal.utf8), as: "user@example.org/x") {
                    ServerWords.bound2()
                })
            run.feed(ServerWords.session)
            #expect(run.address == "user@example.org/x")
        }
    }

    @Test("A wrong password behind a refused token is one refusal, about the password")
    func refusedTwice() throws {
        var run = try run(token: token(), expected: expected)
        run.feed(.opened(ServerWords.header()))
        run.feed(offer())
        run.feed(ServerWords.failure2("not-authorized"))
        run.feedDeriving(ServerWords.challenge2(vector.serverFirst))
        run.feed(ServerWords.failure2("not-authorized"))
        #expect(run.failure?.login?.condition == .notAuthorized)
        #expect(run.actions.count { if case .send = $0 { true } else { false } } == 3)
    }

    @Test("Without a password at hand a refused token asks for one")
    func nothingElse() throws {
        var settings = NegotiationSettings(
            account: try JID("user@example.org"), mode: .directTLS, credential: nil, nonce: "n")
        settings.agent = UserAgent(id: "d4565fa7-4d72-4749-b3d3-740edbf87770")
        settings.token = token()
        settings.expected = expected
        var machine = Negotiation(settings)
        _ = machine.handle(.connected(.modern()))
        _ = machine.handle(.opened(ServerWords.header()))
        _ = machine.handle(.element(offer(), unread: 0))
        let actions = machine.handle(.element(ServerWords.failure2("not-authorized"), unread: 0))
        #expect(actions.contains(.fail(StreamFailure(.loginFailed, login: SASLError(.passwordNeeded)))))
    }

    @Test("A server that does not prove the token is not trusted, and the token is forgotten")
    func unproven() throws {
        let answers: [[UInt8]?] = [
            nil, [], [UInt8](repeating: 0, count: 32), try responder(token(), []), try responder(token()) + [0],
        ]
        for answer in answers {
            var run = try run(token: token(), expected: expected)
            run.feed(.opened(ServerWords.header()))
            run.feed(offer())
            let actions = run.feed(
                ServerWords.success2(answer, as: "user@example.org/x") { ServerWords.bound2() })
            #expect(run.stream == nil && login(run) == nil)
            #expect(actions.contains(.tokenRefused))
            #expect(run.failure?.condition == .loginFailed)
        }
    }

    @Test("A token that is due is replaced, and stays with its mechanism")
    func rotated() throws {
        var run = try run(token: token(), expected: expected)
        run.feed(.opened(ServerWords.header()))
        run.feed(offer())
        run.feed(
            ServerWords.success2(try responder(token()), as: "user@example.org/x") {
                ServerWords.bound2()
                ServerWords.token("the-next-one")
            })
        #expect(login(run)?.token?.secret == "the-next-one")
        #expect(login(run)?.token?.mechanism == bound)
    }

    @Test("A token never stands in for a channel binding that the account is used to, or the connection lacks")
    func unboundToken() throws {
        let pin = SASLPin(SASLMechanism(.sha256, bindsChannel: true))
        let free = token(HTMechanism(.sha256, nil))
        for (token, pin, tls) in [(free, pin, TLSSession.modern()), (token(), nil, .modern(exporter: nil))] {
            var run = try run(token: token, expected: expected, pin: pin, over: tls)
            #expect(run.actions.count == 1)
            run.feed(.opened(ServerWords.header()))
            run.feed(
                ServerWords.extensible(["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"], types: ["tls-exporter"], tokens: all))
            #expect(tried(run)?.hasPrefix("HT-") != true)
        }
    }

    @Test("No secret is printed")
    func redaction() throws {
        let exchange = try #require(try TokenExchange(token(), user: "user", over: .modern()))
        var dumped = ""
        for value in [token(), exchange, SASLExchange.token(exchange)] as [Any] {
            dumped += "\(value) \(String(reflecting: value)) "
            dump(value, to: &dumped)
        }
        #expect(!dumped.contains(Self.secret))
        #expect(
            !ServerWords.success2(nil) { ServerWords.token(Self.secret) }.redacted.serialized().contains(Self.secret))
    }
}
