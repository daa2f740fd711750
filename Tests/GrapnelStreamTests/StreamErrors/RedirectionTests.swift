import Testing

@testable import GrapnelStream

@Suite("Being sent on to another server")
struct RedirectionTests {
    private static let first = Endpoint(host: "a.example", port: 5222, mode: .startTLS)

    private func follow(_ text: String?, isProtected: Bool = true, from endpoint: Endpoint = first) throws -> Endpoint?
    {
        var redirection = Redirection()
        return try redirection.follow(
            StreamError(.seeOtherHost, otherHost: text), from: endpoint, isProtected: isProtected, domain: "example.org"
        )
    }

    @Test(
        "The place is read as RFC 6120 writes it",
        arguments: [
            ("b.example", "b.example:5222"), ("b.example:9222", "b.example:9222"), ("192.0.2.1", "192.0.2.1:5222"),
            ("[2001:db8::1]", "[2001:db8::1]:5222"), ("[2001:db8::1]:9222", "[2001:db8::1]:9222"),
        ])
    func places(text: String, place: String) throws {
        #expect(try follow(text)?.description == place)
    }

    @Test("How TLS starts and what carries the connection stay as they were")
    func sameWay() throws {
        let proxy = Proxy(host: "127.0.0.1", port: 9050)
        let endpoint = Endpoint(host: "a.example", port: 443, mode: .directTLS, proxy: proxy)
        #expect(
            try follow("b.example", from: endpoint)
                == Endpoint(host: "b.example", port: 5223, mode: .directTLS, proxy: proxy))
    }

    @Test(
        "What is no place is not followed",
        arguments: [
            "", " ", "b.example:0", "b.example:70000", "b.example:x", ":5222", "2001:db8::1", "user@b.example",
            "b.example/resource", "b example", "[b.example", "b.example:5222:5222",
        ])
    func noPlace(text: String) throws {
        #expect(try follow(text) == nil)
    }

    @Test("Without TLS nobody is followed, nor for another error")
    func unprotected() throws {
        #expect(try follow("b.example", isProtected: false) == nil)
        #expect(try follow(nil) == nil)
        var redirection = Redirection()
        #expect(
            try redirection.follow(
                StreamError(.hostGone, otherHost: "b.example"), from: Self.first, isProtected: true, domain: "d") == nil
        )
    }

    @Test("A chain without end is ended")
    func chain() throws {
        var redirection = Redirection()
        let error = StreamError(.seeOtherHost, otherHost: "b.example")
        for _ in 0..<Redirection.limit {
            #expect(
                try redirection.follow(error, from: Self.first, isProtected: true, domain: "example.org") != nil)
        }
        #expect(throws: TransportError(.redirectedTooOften, "example.org")) {
            try redirection.follow(error, from: Self.first, isProtected: true, domain: "example.org")
        }
    }
}
