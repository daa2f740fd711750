@testable import GrapnelStream
import Testing

@Suite("SCRAM: known logins")
struct SCRAMVectorTests {
    @Test("A password gives the messages of the vector", arguments: SCRAMVector.all)
    func password(_ vector: SCRAMVector) throws {
        var exchange = try vector.exchange()
        #expect(String(decoding: exchange.clientFirst, as: UTF8.self) == vector.clientFirst)
        #expect(exchange.challenge(vector.serverFirst).response == vector.clientFinal)
        let outcome = try #require(exchange.success(vector.serverFinal).outcome)
        #expect(outcome.pin.name == vector.mechanism)
    }

    @Test("The keys that a password login leaves log in without the password", arguments: SCRAMVector.all)
    func keys(_ vector: SCRAMVector) throws {
        var first = try vector.exchange()
        _ = first.challenge(vector.serverFirst)
        let keys = try #require(first.success(vector.serverFinal).outcome).keys

        var second = try vector.exchange(.keys(keys))
        let action = second.handle(.challenge(Array(vector.serverFirst.utf8)))
        #expect(action.response == vector.clientFinal)
        #expect(second.success(vector.serverFinal).outcome?.keys == keys)
    }

    @Test("The server may prove itself in a last challenge instead of in its success", arguments: SCRAMVector.all)
    func finalChallenge(_ vector: SCRAMVector) throws {
        var exchange = try vector.exchange()
        _ = exchange.challenge(vector.serverFirst)
        #expect(exchange.challenge(vector.serverFinal).response == "")
        #expect(exchange.success(nil).outcome != nil)
    }

    @Test("User names are escaped and prepared")
    func names() throws {
        func first(_ user: String) throws -> String {
            var vector = SCRAMVector.sha1
            vector.user = user
            return String(decoding: try vector.exchange().clientFirst, as: UTF8.self)
        }
        #expect(try first("a,b=c") == "n,,n=a=2Cb=3Dc,r=fyko+d2lbbFgONRv9qkxdawL")
        #expect(try first("I\u{AD}X") == "n,,n=IX,r=fyko+d2lbbFgONRv9qkxdawL")
    }

    @Test("Passwords that prepare alike log in alike (RFC 4013 §3)")
    func preparation() throws {
        func final(_ password: String) throws -> String? {
            var vector = SCRAMVector.sha1
            vector.password = password
            var exchange = try vector.exchange()
            return exchange.challenge(vector.serverFirst).response
        }
        #expect(try final("\u{2168}") == final("IX"))
        #expect(try final("I\u{AD}X") == final("IX"))
        #expect(try final("ix") != final("IX"))
    }

    @Test(
        "What SASLprep prohibits is refused before anything is sent",
        arguments: ["a\u{7}", "\u{627}1", "\u{1F40D}", ""])
    func prohibited(_ text: String) throws {
        var vector = SCRAMVector.sha1
        vector.password = text
        #expect(throws: SASLError(.passwordNotAllowed)) { try vector.exchange() }
        vector.password = "pencil"
        vector.user = text
        #expect(throws: SASLError(.userNotAllowed)) { try vector.exchange() }
    }

    @Test("Fresh nonces are long, differ and have no comma")
    func nonces() throws {
        let nonces = try (0..<100).map { _ in try SCRAMExchange.freshNonce() }
        #expect(Set(nonces).count == 100)
        #expect(nonces.allSatisfy { $0.utf8.count == 24 && !$0.contains(",") })
    }
}
