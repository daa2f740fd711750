import GrapnelKit
import Testing

@testable import GrapnelStream

@Suite("Negotiation: transcripts")
struct NegotiationTranscriptTests {
    private let vector = SCRAMVector.exporter

    @Test("STARTTLS, SCRAM with channel binding, bind")
    func startTLS() throws {
        var run = try NegotiationRun()
        #expect(run.feed(.connected(nil)) == [.open(StreamHeader(to: "example.org", from: nil))])
        #expect(run.feed(.opened(ServerWords.header())).isEmpty)
        #expect(run.feed(ServerWords.startTLS) == [.send(XMLElement("starttls", StreamNamespace.tls))])
        #expect(run.feed(ServerWords.proceed) == [.startTLS])

        let account = try JID("user@example.org")
        let header = StreamHeader(to: "example.org", from: account)
        #expect(run.feed(.secured(.modern())) == [.restart, .open(header)])
        #expect(run.feed(.opened(ServerWords.header())).isEmpty)

        let offer = ServerWords.mechanisms(["PLAIN", "SCRAM-SHA-256", vector.mechanism], types: ["tls-exporter"])
        #expect(
            run.feed(offer) == [
                .send(
                    XMLElement(
                        "auth", StreamNamespace.sasl, ["mechanism": "SCRAM-SHA-256-PLUS"],
                        text: Base64.encode(vector.clientFirst.utf8)
                    ))
            ])
        guard case .derive(let request) = run.feed(ServerWords.challenge(vector.serverFirst)).first else {
            Issue.record("no derivation was asked for")
            return
        }
        #expect(
            run.feed(.derived(.success(try request.derive()))) == [
                .send(XMLElement("response", StreamNamespace.sasl, text: Base64.encode(vector.clientFinal.utf8)))
            ])
        let done = run.feed(ServerWords.success(vector.serverFinal))
        guard case .authenticated(let outcome) = done.first else {
            Issue.record("not authenticated")
            return
        }
        #expect(outcome.pin?.name == vector.mechanism)
        #expect(done.dropFirst() == [.restart, .open(header)])

        run.feed(.opened(ServerWords.header()))
        #expect(
            NegotiationRun.written(run.feed(ServerWords.session)) == [
                """
                <iq type='set' id='bind1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>core</resource>\
                </bind></iq>
                """
            ])
        let features = StreamFeatures(ServerWords.session)
        let bound = run.feed(ServerWords.bound("user@example.org/core"))
        let stream = EstablishedStream(address: try JID("user@example.org/core"), features: features)
        #expect(bound == [.established(stream)])
        #expect(features.rosterVersioning && features.streamManagement)
        #expect(!features.clientState && !features.preApproval)
        #expect(run.feed(ServerWords.message).isEmpty)
    }

    @Test("Direct TLS, stored keys, no resource of ours")
    func directTLS() throws {
        var first = try NegotiationRun()
        first.reachBinding()
        let keys = try #require(
            first.actions.compactMap { action in
                if case .authenticated(let outcome) = action { outcome.keys } else { nil }
            }.first)

        var run = try NegotiationRun(mode: .directTLS, credential: .keys(keys), resource: nil)
        #expect(run.feed(.connected(.modern())).count == 1)
        run.feed(.opened(ServerWords.header()))
        run.feed(ServerWords.mechanisms([vector.mechanism]))
        let answer = run.feed(ServerWords.challenge(vector.serverFirst))
        #expect(
            answer == [
                .send(XMLElement("response", StreamNamespace.sasl, text: Base64.encode(vector.clientFinal.utf8)))
            ])
        // The server may put its signature into a challenge of its own.
        #expect(
            run.feed(ServerWords.challenge(vector.serverFinal)) == [
                .send(XMLElement("response", StreamNamespace.sasl))
            ])
        run.feed(ServerWords.success(nil))
        run.feed(.opened(ServerWords.header()))
        #expect(
            NegotiationRun.written(run.feed(ServerWords.session)) == [
                "<iq type='set' id='bind1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
            ])
        run.feed(ServerWords.bound("user@example.org/made-by-server"))
        #expect(run.address == "user@example.org/made-by-server")
        #expect(run.failure == nil)
    }

    @Test("The header names the account only under TLS, and escapes")
    func header() throws {
        let clear = String(decoding: StreamHeader(to: "example.org", from: nil).bytes, as: UTF8.self)
        #expect(
            clear == """
                <?xml version='1.0'?><stream:stream xmlns='jabber:client' \
                xmlns:stream='http://etherx.jabber.org/streams' to='example.org' version='1.0' xml:lang='en'>
                """)
        let named = StreamHeader(to: "a\"<b", from: try JID("user@example.org/x"))
        let text = String(decoding: named.bytes, as: UTF8.self)
        #expect(text.contains(" to='a&quot;&lt;b' from='user@example.org' "))
    }

    @Test("SASL offered in clear is not read; STARTTLS comes first")
    func discarded() throws {
        var run = try NegotiationRun()
        run.feed(.connected(nil))
        run.feed(.opened(ServerWords.header(from: nil)))
        let both = ServerWords.mechanisms(["PLAIN", "SCRAM-SHA-1"])
            .appending(.element(XMLElement("starttls", StreamNamespace.tls)))
        #expect(run.feed(both) == [.send(XMLElement("starttls", StreamNamespace.tls))])
    }

    @Test("A server may spell the account in another case")
    func prepared() throws {
        var run = try NegotiationRun()
        run.reachBinding()
        run.feed(ServerWords.bound("USER@EXAMPLE.org/core"))
        #expect(run.address == "user@example.org/core")
    }

    @Test("Compression is never negotiated")
    func compression() throws {
        var run = try NegotiationRun()
        run.reachLogin()
        run.feedDeriving(ServerWords.challenge(vector.serverFirst))
        run.feed(ServerWords.success(vector.serverFinal))
        run.feed(.opened(ServerWords.header()))
        let offer = ServerWords.features {
            XMLElement("compression", "http://jabber.org/features/compress") {
                XMLElement("method", "http://jabber.org/features/compress", text: "zlib")
            }
            XMLElement("bind", StreamNamespace.bind)
        }
        let written = NegotiationRun.written(run.feed(offer))
        #expect(written.count == 1 && written.allSatisfy { !$0.contains("compress") })
    }
}
