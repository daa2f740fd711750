@testable import GrapnelStream
import Testing

@Suite("SCRAM: hostile servers")
struct SCRAMHostileTests {
    private static let nonce = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j"

    struct Reject: Sendable, CustomTestStringConvertible {
        let message: String
        let condition: SASLError.Condition
        var testDescription: String { String(message.prefix(80)) }

        init(_ message: String, _ condition: SASLError.Condition) {
            self.message = message
            self.condition = condition
        }
    }

    static let firstMessages: [Reject] = [
        Reject("r=ZZZZ3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096", .nonceMismatch),
        Reject("r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096", .nonceMismatch),
        Reject("r=fyko+d2lbbFgONRv9qkxdaw,s=QSXCR+Q6sek8bf92,i=4096", .nonceMismatch),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=1", .iterationsOutOfRange),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=4095", .iterationsOutOfRange),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=10000001", .iterationsOutOfRange),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=99999999999999999999999", .iterationsOutOfRange),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=04096", .malformedMessage),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=+4096", .malformedMessage),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=-1", .malformedMessage),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=4096.5", .malformedMessage),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=\u{664}\u{660}\u{669}\u{666}", .malformedMessage),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=", .malformedMessage),
        Reject("\(nonce),i=4096", .malformedMessage),
        Reject("\(nonce),s=,i=4096", .malformedMessage),
        Reject("\(nonce),s=QSXCR+Q6sek8bf9,i=4096", .malformedMessage),
        Reject("\(nonce),s=QSXCR Q6sek8bf92,i=4096", .malformedMessage),
        Reject("\(nonce),s=QSXCR-Q6sek8bf92,i=4096", .malformedMessage),
        Reject("\(nonce),s=QSXCR+Q6sek8bf9=\n,i=4096", .malformedMessage),
        Reject("\(nonce),s====,i=4096", .malformedMessage),
        Reject("s=QSXCR+Q6sek8bf92,\(nonce),i=4096", .malformedMessage),
        Reject("\(nonce),i=4096,s=QSXCR+Q6sek8bf92", .malformedMessage),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=4096,i=5000", .malformedMessage),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=4096,", .malformedMessage),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=4096,x", .malformedMessage),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=4096,x=", .malformedMessage),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=4096,1=x", .malformedMessage),
        Reject("m=must,\(nonce),s=QSXCR+Q6sek8bf92,i=4096", .unknownExtension),
        Reject("r=fyko+d2lbbFgONRv9qkxdawL\u{E9}\u{E9},s=QSXCR+Q6sek8bf92,i=4096", .malformedMessage),
        Reject("r=fyko+d2lbbFgONRv9qkxdawL 1,s=QSXCR+Q6sek8bf92,i=4096", .malformedMessage),
        Reject("\(nonce),s=QSXCR+Q6sek8bf92,i=4096,x=a\0b", .malformedMessage),
        Reject("\(nonce)\(String(repeating: "A", count: 5000)),s=QSXCR+Q6sek8bf92,i=4096", .malformedMessage),
        Reject("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", .malformedMessage),
        Reject("", .malformedMessage),
    ]

    @Test("A first message that breaks a rule ends the login without a proof", arguments: firstMessages)
    func first(_ reject: Reject) throws {
        var exchange = try SCRAMVector.sha1.exchange()
        #expect(exchange.challenge(reject.message).failure == reject.condition)
        #expect(exchange.challenge(SCRAMVector.sha1.serverFirst).failure == .unexpectedMessage)
    }

    @Test("A first message that is no UTF-8 ends the login")
    func encoding() throws {
        var exchange = try SCRAMVector.sha1.exchange()
        let bytes = Array(SCRAMVector.sha1.serverFirst.utf8) + Array(",x=".utf8) + [0xC3, 0x28]
        #expect(exchange.handle(.challenge(bytes)).failure == .malformedMessage)
    }

    @Test("Optional extensions are signed and otherwise passed over")
    func extensions() throws {
        var exchange = try SCRAMVector.sha1.exchange()
        let action = exchange.challenge(SCRAMVector.sha1.serverFirst + ",x=later")
        let response = try #require(action.response)
        #expect(response.hasPrefix("c=biws,"))
        #expect(response != SCRAMVector.sha1.clientFinal)
    }

    static let finalMessages: [Reject] = [
        Reject("", .serverSignatureMissing),
        Reject("v=rmF9pqV8S7suAoZWja4dJRkFsKU=", .serverSignatureWrong),
        Reject("v=rmF9pqV8S7suAoZWja4dJRkF", .serverSignatureWrong),
        Reject("v=", .malformedMessage),
        Reject("v=%%%%", .malformedMessage),
        Reject("x=1,v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", .malformedMessage),
        Reject("m=1,v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", .unknownExtension),
        Reject("e=invalid-proof", .notAuthorized),
        Reject("e=unknown-user", .notAuthorized),
        Reject("e=server-does-support-channel-binding", .offerAltered),
        Reject("e=other-error", .refused),
    ]

    @Test("A success without the right server signature is a failure", arguments: finalMessages)
    func final(_ reject: Reject) throws {
        var inSuccess = try SCRAMVector.sha1.exchange()
        _ = inSuccess.challenge(SCRAMVector.sha1.serverFirst)
        #expect(inSuccess.success(reject.message).failure == reject.condition)

        var inChallenge = try SCRAMVector.sha1.exchange()
        _ = inChallenge.challenge(SCRAMVector.sha1.serverFirst)
        #expect(inChallenge.challenge(reject.message).failure == reject.condition)
    }

    @Test("A success without data, or before the proof, is a failure")
    func early() throws {
        var silent = try SCRAMVector.sha1.exchange()
        _ = silent.challenge(SCRAMVector.sha1.serverFirst)
        #expect(silent.success(nil).failure == .serverSignatureMissing)

        var immediate = try SCRAMVector.sha1.exchange()
        #expect(immediate.success(SCRAMVector.sha1.serverFinal).failure == .serverSignatureMissing)

        var deriving = try SCRAMVector.sha1.exchange()
        _ = deriving.handle(.challenge(Array(SCRAMVector.sha1.serverFirst.utf8)))
        #expect(deriving.success(SCRAMVector.sha1.serverFinal).failure == .serverSignatureMissing)
    }

    @Test("A wrong password is noticed by the server's signature too")
    func wrongPassword() throws {
        var vector = SCRAMVector.sha1
        vector.password = "crayon"
        var exchange = try vector.exchange()
        #expect(exchange.challenge(vector.serverFirst).response != vector.clientFinal)
        #expect(exchange.success(vector.serverFinal).failure == .serverSignatureWrong)
    }

    @Test("Events out of turn never give a second proof")
    func outOfTurn() throws {
        var exchange = try SCRAMVector.sha1.exchange()
        let first = Array(SCRAMVector.sha1.serverFirst.utf8)
        guard case .derive(let request) = exchange.handle(.challenge(first)) else {
            Issue.record("no derivation was asked for")
            return
        }
        #expect(exchange.handle(.challenge(first)).failure == .unexpectedMessage)
        #expect(exchange.handle(.derived(.success(try request.derive()))).failure == .unexpectedMessage)
    }

    @Test("The signed mechanism list must be the one that arrived (XEP-0474)")
    func signedOffer() throws {
        let nonce = "12C4CD5C-E38E-4A98-8F6D-15C38F51CCC6"
        let message = "r=\(nonce)a09117a6-ac50-4f2f-93f1-93799c2bddf6,s=QSXCR+Q6sek8bf92,i=4096,"
        func login(_ hash: String, mechanisms: [String]) throws -> SCRAMExchange.Action {
            let types = ["tls-server-end-point", "tls-exporter"]
            let offer = SASLOffer(mechanisms: mechanisms, bindingTypes: types)
            let choice = try SASLChoice(from: offer, over: .modern())
            var exchange = try SCRAMExchange(
                user: "user", credential: .password("pencil"), choice: choice, nonce: nonce)
            return exchange.challenge(message + "h=\(hash)")
        }
        let offered = ["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"]
        #expect(try login("G6k/rBLDqgOhRRaCuuatSDFkJ08=", mechanisms: offered).response != nil)
        #expect(try login("G6k/rBLDqgOhRRaCuuatSDFkJ08=", mechanisms: offered.reversed()).response != nil)
        #expect(try login("G6k/rBLDqgOhRRaCuuatSDFkJ09=", mechanisms: offered).failure == .offerAltered)
        #expect(try login("G6k/rBLDqgOhRRaCuuatSDFkJ08=", mechanisms: ["SCRAM-SHA-1-PLUS"]).failure == .offerAltered)
        #expect(try login("none", mechanisms: offered).failure == .offerAltered)
    }
}
