import GrapnelKit
import Testing

@testable import GrapnelStream

@Suite("Negotiation: for somebody who has no account yet")
struct NegotiationPurposeTests {
    private func machine(_ mode: Endpoint.Mode) throws -> Negotiation {
        Negotiation(
            NegotiationSettings(
                account: try JID("new@example.org"), mode: mode, credential: .password(""), nonce: "n",
                purpose: .registration))
    }

    @Test("It ends with the features behind TLS, and has not said who wants an account")
    func features() throws {
        var machine = try machine(.startTLS)
        var actions = machine.handle(.connected(nil))
        actions += machine.handle(.opened(ServerWords.header()))
        actions += machine.handle(.element(ServerWords.startTLS, unread: 0))
        actions += machine.handle(.element(ServerWords.proceed, unread: 0))
        actions += machine.handle(.secured(.modern()))
        actions += machine.handle(.opened(ServerWords.header()))
        let features = ServerWords.mechanisms(["SCRAM-SHA-256", "PLAIN"])
        actions += machine.handle(.element(features, unread: 0))
        let stream = EstablishedStream(address: try JID("example.org"), features: StreamFeatures(features))
        #expect(actions.last == .established(stream))
        #expect(!NegotiationRun.written(actions).joined().contains("new"))
        #expect(machine.handle(.element(features, unread: 0)).isEmpty)
    }

    @Test("A server without TLS gets nothing but the first header")
    func clear() throws {
        var machine = try machine(.startTLS)
        _ = machine.handle(.connected(nil))
        _ = machine.handle(.opened(ServerWords.header()))
        let actions = machine.handle(.element(ServerWords.mechanisms(["PLAIN"]), unread: 0))
        #expect(actions == [.close, .fail(StreamFailure(.tlsRequired))])
    }
}
