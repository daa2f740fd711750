import GrapnelStream
import TestSupport
import Testing

@Suite("Resumptions that a server is made to refuse")
struct RefusedResumptionsTests {
    /// Writes down what would go to the server.
    private actor Sink: Transport {
        private(set) var written = ""
        let tls: TLSSession? = nil

        func read() async throws(TransportError) -> [UInt8]? { nil }
        func write(_ bytes: [UInt8]) async throws(TransportError) { written += String(decoding: bytes, as: UTF8.self) }
        func startTLS() async throws(TransportError) -> TLSSession { throw TransportError(.failed, "sink") }
        func close() async {}
    }

    private struct SinkConnector: Connector {
        let sink: Sink

        func connect(to endpoint: Endpoint, tls: TLSSettings) async throws(TransportError) -> any Transport { sink }
    }

    private func write(_ texts: [String], share: Double, seed: UInt64 = 1) async throws -> (String, RefusedResumptions)
    {
        let sink = Sink()
        let refusals = RefusedResumptions(SinkConnector(sink: sink), share: share, seed: seed)
        let transport = try await refusals.connect(
            to: Endpoint(host: "example.org", port: 5222, mode: .directTLS), tls: TLSSettings(domain: "example.org"))
        for text in texts { try await transport.write(Array(text.utf8)) }
        return (await sink.written, refusals)
    }

    @Test("The identifier of the stream is another one, and nothing else changes")
    func spoiled() async throws {
        let (sent, refusals) = try await write(
            ["<a/><resume xmlns='urn:xmpp:sm:3' h='7' previd='some-id'/><b/>"], share: 1)
        #expect(sent == "<a/><resume xmlns='urn:xmpp:sm:3' h='7' previd='nobody-knows-this'/><b/>")
        #expect(refusals.asked == 1 && refusals.refused == 1)
    }

    @Test("What is no resumption stays as it is, also where a person writes about one")
    func others() async throws {
        let texts = ["<body>&lt;resume previd='x'/></body>", "<enable xmlns='urn:xmpp:sm:3' resume='true'/>", "\u{20}"]
        let (sent, refusals) = try await write(texts, share: 1)
        #expect(sent == texts.joined())
        #expect(refusals.asked == 0)
    }

    @Test("Of many about the given share is refused, and the same ones for the same seed")
    func share() async throws {
        let texts = (0..<1_000).map { "<resume xmlns='urn:xmpp:sm:3' previd=\"\($0)\" h='0'/>" }
        let (sent, refusals) = try await write(texts, share: 0.3)
        #expect(refusals.asked == 1_000)
        #expect((230...370).contains(refusals.refused))
        #expect(try await write(texts, share: 0.3).0 == sent)
        #expect(try await write(texts, share: 0.3, seed: 2).0 != sent)
        #expect(try await write(texts, share: 0).0 == texts.joined())
    }
}
