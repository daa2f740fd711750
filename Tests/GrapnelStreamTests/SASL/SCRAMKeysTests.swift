import Foundation
@testable import GrapnelStream
import Testing

@Suite("SCRAM: stored keys and secrets")
struct SCRAMKeysTests {
    private func keys() throws -> SCRAMKeys {
        var exchange = try SCRAMVector.sha256.exchange()
        _ = exchange.challenge(SCRAMVector.sha256.serverFirst)
        return try #require(exchange.success(SCRAMVector.sha256.serverFinal).outcome).keys
    }

    @Test("Keys survive being stored")
    func stored() throws {
        let keys = try keys()
        let json = try JSONEncoder().encode(keys)
        #expect(try JSONDecoder().decode(SCRAMKeys.self, from: json) == keys)
        let text = String(decoding: json, as: UTF8.self)
        #expect(text.contains("\"salt\":\"W22ZaJ0SNY7soEsUEjb6gQ==\""))
        #expect(!text.contains("pencil"))
    }

    @Test(
        "Damaged stored keys are refused",
        arguments: [
            #"{"hash":"SHA-256","salt":"AAAA","iterations":4096,"clientKey":"AAAA","serverKey":"AAAA"}"#,
            #"{"hash":"MD5","salt":"AAAA","iterations":4096,"clientKey":"AAAA","serverKey":"AAAA"}"#,
            #"{"hash":"SHA-256","salt":"A","iterations":4096,"clientKey":"AAAA","serverKey":"AAAA"}"#,
            #"{"hash":"SHA-256"}"#,
        ])
    func damaged(_ json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(SCRAMKeys.self, from: Data(json.utf8))
        }
    }

    @Test(
        "Keys that do not fit the server ask for the password",
        arguments: [
            "s=W22ZaJ0SNY7soEsUEjb6gA==,i=4096", "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4097",
        ])
    func changed(_ parameters: String) throws {
        var exchange = try SCRAMVector.sha256.exchange(.keys(try keys()))
        #expect(exchange.challenge("r=\(SCRAMVector.sha256.nonce)more,\(parameters)").failure == .passwordNeeded)
    }

    @Test("Keys of another hash ask for the password before anything is sent")
    func otherHash() throws {
        let keys = try keys()
        #expect(throws: SASLError(.passwordNeeded)) { try SCRAMVector.sha1.exchange(.keys(keys)) }
    }

    @Test("No description or dump shows a secret")
    func redaction() throws {
        let password = "canary-\(SCRAMVector.sha256.password)"
        var vector = SCRAMVector.sha256
        vector.password = password
        var exchange = try vector.exchange()
        let action = exchange.handle(.challenge(Array(vector.serverFirst.utf8)))
        guard case .derive(let request) = action else {
            Issue.record("no derivation was asked for")
            return
        }
        let keys = try request.derive()
        let session = TLSSession.modern(exporter: Array("canary-exporter".utf8))
        let shown: [Any] = [
            exchange, action, request, keys, SCRAMCredential.password(password), SCRAMCredential.keys(keys),
            SCRAMOutcome(keys: keys, pin: SASLPin(exchange.mechanism)), session, session.bindings,
            SCRAMExchange.Event.derived(.success(keys)),
        ]
        let secrets = [
            password, "canary", "\(keys.clientKey)", "\(keys.serverKey)", "\(Array(password.utf8))",
            "\(Array("canary-exporter".utf8))", "\(keys.clientKey[0]), \(keys.clientKey[1])",
        ]
        for value in shown {
            var dumped = "\(value) \(String(reflecting: value))"
            dump(value, to: &dumped)
            for secret in secrets { #expect(!dumped.contains(secret), "\(type(of: value)) shows a secret") }
            // A dump of bytes has one line for each of them.
            #expect(!dumped.contains("- \(keys.clientKey[0])\n"), "\(type(of: value)) dumps bytes")
        }
    }

    @Test("Every condition has a sentence of its own words", arguments: SASLError.Condition.allCases)
    func sentences(_ condition: SASLError.Condition) {
        let error = SASLError(condition, serverText: "type it again")
        #expect(error.sentence.hasSuffix("The server says: “type it again”"))
        #expect(SASLError(condition).sentence.count > 20)
    }
}
