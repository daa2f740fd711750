import Testing

@testable import GrapnelStream

@Suite("Transport errors")
struct TransportErrorTests {
    @Test("Every condition has a sentence, with and without a name", arguments: TransportError.Condition.allCases)
    func sentences(_ condition: TransportError.Condition) {
        let named = TransportError(condition, "example.org").sentence
        #expect(named.contains("example.org") && named.hasSuffix("."))
        let bare = TransportError(condition).sentence
        #expect(bare.first?.isUppercase == true)
        #expect(TransportError(condition, detail: "errno 111").sentence.hasSuffix("(errno 111)"))
    }

    @Test("An endpoint is written as it is dialled")
    func endpoints() {
        #expect(Endpoint(host: "example.org", port: 5222, mode: .startTLS).description == "example.org:5222")
        #expect(Endpoint(host: "::1", port: 5223, mode: .directTLS).description == "[::1]:5223")
    }
}
