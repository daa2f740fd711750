import GrapnelKit
import Testing

@testable import GrapnelStream

@Suite("Negotiation: the extensible profile")
struct NegotiationSASL2Tests {
    private let vector = SCRAMVector.exporter
    private let agent = UserAgent(id: "d4565fa7-4d72-4749-b3d3-740edbf87770")
    private var signature: [UInt8] { Array(vector.serverFinal.utf8) }

    private func run(
        resumption: StreamResumption? = nil, _ change: (inout NegotiationSettings) -> Void = { _ in }
    ) throws -> NegotiationRun {
        var run = try NegotiationRun(mode: .directTLS, isManaged: true, resumption: resumption) { settings in
            settings.agent = agent
            settings.inline = [XMLElement("enable", ServerWords.carbons)]
            change(&settings)
        }
        run.feed(.connected(.modern()))
        run.feed(.opened(ServerWords.header()))
        return run
    }

    /// A run up to the server's `<success/>`.
    private func proven(
        _ offer: XMLElement? = nil, resumption: StreamResumption? = nil,
        _ change: (inout NegotiationSettings) -> Void = { _ in }
    ) throws -> NegotiationRun {
        var run = try run(resumption: resumption, change)
        run.feed(offer ?? ServerWords.extensible([vector.mechanism]))
        run.feedDeriving(ServerWords.challenge2(vector.serverFirst))
        return run
    }

    private var old: StreamResumption {
        get throws { StreamResumption(id: "old", handled: 9, address: try JID("user@example.org/before")) }
    }

    @Test("Login, binding, stream management and carbons are one exchange, with no new stream behind it")
    func bound() throws {
        var run = try run()
        let first = run.feed(ServerWords.extensible(["PLAIN", vector.mechanism]))
        #expect(
            NegotiationRun.written(first) == [
                """
                <authenticate xmlns='urn:xmpp:sasl:2' mechanism='SCRAM-SHA-256-PLUS'><initial-response>\
                \(Base64.encode(vector.clientFirst.utf8))</initial-response>\
                <user-agent id='d4565fa7-4d72-4749-b3d3-740edbf87770'><software>Grapnel</software></user-agent>\
                <bind xmlns='urn:xmpp:bind:0'><tag>core</tag><enable xmlns='urn:xmpp:sm:3' resume='true'/>\
                <enable xmlns='urn:xmpp:carbons:2'/></bind></authenticate>
                """
            ])
        let answer = run.feedDeriving(ServerWords.challenge2(vector.serverFirst))
        #expect(
            answer == [
                .send(XMLElement("response", StreamNamespace.sasl2, text: Base64.encode(vector.clientFinal.utf8)))
            ])
        let done = run.feed(
            ServerWords.success2(signature, as: "user@example.org/core~x") {
                ServerWords.bound2 { ServerWords.management("enabled", ["id": "sm1", "resume": "1", "max": "600"]) }
            })
        guard case .authenticated(let login)? = done.first, done.count == 1 else {
            Issue.record("not authenticated: \(done)")
            return
        }
        #expect(login.profile == .sasl2 && login.binding == .tlsExporter && login.pin?.name == vector.mechanism)
        run.feed(ServerWords.session)
        #expect(run.address == "user@example.org/core~x")
        #expect(run.stream?.management == ManagementGrant(id: "sm1", maximum: .seconds(600)))
        #expect(run.stream?.enabled == [ServerWords.carbons])
        #expect(run.stream?.features.rosterVersioning == true)
        #expect(run.actions.count { if case .open = $0 { true } else { false } } == 1)
    }

    @Test("What the server does not switch on with the session is not asked for")
    func notOffered() throws {
        let asked = try proven(ServerWords.extensible([vector.mechanism], bind: [])).written.joined()
        #expect(asked.contains("<bind ") && !asked.contains("enable") && !asked.contains("request-token"))
        let none = try proven(ServerWords.extensible([vector.mechanism], bind: nil)).written.joined()
        #expect(!none.contains("<bind "))
        // The server would drop what it held for the account, and nobody here would fetch it.
        let unread = try proven { $0.inline = [] }.written.joined()
        #expect(!unread.contains("<bind "))
    }

    @Test("Without Bind 2 the session is begun as ever, on the same stream")
    func classicBinding() throws {
        var run = try proven(ServerWords.extensible([vector.mechanism], bind: nil), resumption: try old)
        #expect(run.written.joined().contains("<resume xmlns='urn:xmpp:sm:3' previd='old' h='9'/>"))
        run.feed(
            ServerWords.success2(signature) { ServerWords.management("failed", ["h": "4"]) })
        let bind = run.feed(ServerWords.session)
        #expect(NegotiationRun.written(bind).first?.hasPrefix("<iq ") == true)
        run.feed(ServerWords.bound("user@example.org/core"))
        run.feed(ServerWords.management("enabled"))
        #expect(run.stream?.beginning == .bound(refused: ResumptionRefusal(handled: 4)))
    }

    @Test("A broken stream is taken up with the login, and nothing is waited for")
    func resumed() throws {
        var run = try proven(resumption: try old)
        run.feed(
            ServerWords.success2(signature, as: "user@example.org/before") {
                ServerWords.management("resumed", ["previd": "old", "h": "3"])
            })
        #expect(run.stream?.beginning == .resumed(handled: 3))
        #expect(run.address == "user@example.org/before")
        #expect(run.stream?.enabled == [])
    }

    @Test("A refused resumption is followed by the binding that went with it")
    func resumptionRefused() throws {
        var run = try proven(resumption: try old)
        run.feed(
            ServerWords.success2(signature, as: "user@example.org/new") {
                ServerWords.management("failed", ["h": "7"])
                ServerWords.bound2 { ServerWords.management("failed") }
            })
        run.feed(ServerWords.session)
        #expect(run.stream?.beginning == .bound(refused: ResumptionRefusal(handled: 7)))
        #expect(run.stream?.management == nil && run.address == "user@example.org/new")
    }

    @Test("A success without the server's signature is a failure, whatever it brings")
    func unsigned() throws {
        for data in [nil, [], Array("v=AAAA".utf8)] as [[UInt8]?] {
            var run = try proven()
            run.feed(ServerWords.success2(data, as: "user@example.org/x") { ServerWords.bound2() })
            #expect(run.failure?.condition == .loginFailed)
            #expect(run.stream == nil)
        }
    }

    @Test(
        "The account must be ours",
        arguments: ["mallory@evil.example", "user@evil.example/core", "bob@example.org/core", "", "@", "example.org"])
    func foreign(_ address: String) throws {
        var run = try proven()
        run.feed(ServerWords.success2(signature, as: address) { ServerWords.bound2() })
        #expect(run.failure?.condition == .bindMismatch)
        #expect(!run.actions.contains { if case .authenticated = $0 { true } else { false } })
    }

    @Test("An answer that contradicts itself or the question is none")
    func contradictions() throws {
        let resumed = ServerWords.management("resumed", ["previd": "old", "h": "3"])
        let answers: [(StreamResumption?, [XMLElement], StreamFailure.Condition)] = [
            (nil, [resumed], .unexpectedElement),
            (try old, [resumed, ServerWords.bound2()], .unexpectedElement),
            (try old, [resumed, resumed], .unexpectedElement),
            (try old, [ServerWords.management("resumed", ["previd": "other", "h": "3"])], .resumptionMismatch),
            (try old, [ServerWords.management("resumed", ["previd": "old", "h": "-3"])], .resumptionMismatch),
            (nil, [XMLElement("failed", "urn:xmpp:bind:0")], .bindRefused),
        ]
        for (resumption, children, condition) in answers {
            var run = try proven(resumption: resumption)
            run.feed(ServerWords.success2(signature, as: "user@example.org/x") { children })
            #expect(run.failure?.condition == condition)
        }
        var bare = try proven()
        bare.feed(ServerWords.success2(signature) { ServerWords.bound2() })
        #expect(bare.failure?.condition == .unexpectedElement)
    }

    @Test("Nothing but features follows a binding")
    func behindBinding() throws {
        for other in [ServerWords.message, ServerWords.success2(signature), ServerWords.bound("user@example.org/x")] {
            var run = try proven()
            run.feed(ServerWords.success2(signature, as: "user@example.org/x") { ServerWords.bound2() })
            run.feed(other)
            #expect(run.failure != nil && run.stream == nil)
        }
    }

    @Test("A further step is a sentence, and the login is given up")
    func furtherSteps() throws {
        var run = try proven()
        let actions = run.feed(
            XMLElement("continue", StreamNamespace.sasl2) {
                XMLElement("additional-data", StreamNamespace.sasl2, text: Base64.encode(signature))
                XMLElement("tasks", StreamNamespace.sasl2) {
                    XMLElement("task", StreamNamespace.sasl2, text: "TOTP-EXAMPLE")
                }
                XMLElement("text", StreamNamespace.sasl2, text: "This account requires 2FA")
            })
        #expect(run.failure?.login?.condition == .furtherSteps)
        #expect(run.failure?.sentence.hasSuffix("The server says: “This account requires 2FA”") == true)
        #expect(actions.contains(.close) && run.stream == nil)
    }

    @Test("A refusal is read in either namespace, and nothing else is tried")
    func refused() throws {
        for namespace in [StreamNamespace.sasl, StreamNamespace.sasl2] {
            var run = try proven()
            run.feed(
                XMLElement("failure", StreamNamespace.sasl2) {
                    XMLElement("account-disabled", namespace)
                    XMLElement("text", StreamNamespace.sasl2, text: "gone")
                })
            #expect(run.failure?.login?.condition == .accountDisabled)
            #expect(run.failure?.login?.serverText == "gone")
        }
    }

    @Test("The signed list is the extensible profile's own (XEP-0474 §5.3)")
    func signedList() throws {
        let nonce = "12C4CD5C-E38E-4A98-8F6D-15C38F51CCC6"
        let offer = ServerWords.extensible(
            ["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"], types: ["tls-server-end-point", "tls-exporter"], bind: nil
        )
        .appending(.element(XMLElement("mechanisms", StreamNamespace.sasl)))
        func challenge(_ hash: String) -> XMLElement {
            ServerWords.challenge2(
                "r=\(nonce)a09117a6-ac50-4f2f-93f1-93799c2bddf6,s=QSXCR+Q6sek8bf92,i=4096,h=\(hash)")
        }
        for (hash, isAccepted) in [("G6k/rBLDqgOhRRaCuuatSDFkJ08=", true), ("AAAArBLDqgOhRRaCuuatSDFkJ08=", false)] {
            let settings = NegotiationSettings(
                account: try JID("user@example.org"), mode: .directTLS, credential: .password("pencil"), nonce: nonce)
            var machine = Negotiation(settings)
            _ = machine.handle(.connected(.modern()))
            _ = machine.handle(.opened(ServerWords.header()))
            _ = machine.handle(.element(offer, unread: 0))
            let actions = machine.handle(.element(challenge(hash), unread: 0))
            if case .derive = actions.first {
                #expect(isAccepted)
            } else {
                #expect(!isAccepted)
                #expect(actions.first == .send(XMLElement("abort", StreamNamespace.sasl2)))
            }
        }
    }

    @Test("Channel binding without its announcement was cut on the way (XEP-0440, rule 4)")
    func unannounced() throws {
        var run = try run()
        run.feed(ServerWords.extensible([vector.mechanism, "SCRAM-SHA-256"], types: nil))
        #expect(run.failure?.login?.condition == .downgradeRefused)
        #expect(run.actions.count == 3)
    }

    @Test("A session that begins inactive says so with the login")
    func inactive() throws {
        let offer = ServerWords.extensible([vector.mechanism], bind: ["urn:xmpp:csi:0"])
        var run = try proven(offer) { $0.isInactive = true }
        #expect(run.written.joined().contains("<inactive xmlns='urn:xmpp:csi:0'/>"))
        run.feed(ServerWords.success2(signature, as: "user@example.org/x") { ServerWords.bound2() })
        run.feed(ServerWords.features())
        #expect(run.stream?.enabled == ["urn:xmpp:csi:0"])
    }
}
