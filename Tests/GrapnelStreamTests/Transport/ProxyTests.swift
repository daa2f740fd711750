import Testing

@testable import GrapnelStream

@Suite("A proxy as it is written")
struct ProxyTests {
    @Test(
        "A URL is read and written back; without its login for everybody to see",
        arguments: [
            ("socks5://127.0.0.1:9050", "socks5://127.0.0.1:9050"),
            ("socks5h://localhost:1080/", "socks5://localhost:1080"),
            ("socks5://[::1]:9050", "socks5://[::1]:9050"),
            ("SOCKS5://ann:p%40ss%3A@10.0.0.1:1", "socks5://10.0.0.1:1"),
        ])
    func reading(url: String, shown: String) throws {
        let proxy = try Proxy(url)
        #expect(proxy.description == shown)
        #expect(try Proxy(proxy.url) == proxy)
        #expect("\(proxy) \(String(reflecting: proxy))".contains("p@ss") == false)
    }

    @Test("Logins may hold any character")
    func login() throws {
        let login = try #require(Proxy.Login(user: "a:b@c/%", password: "ü ☂"))
        let proxy = Proxy(host: "127.0.0.1", port: 9050, login: login)
        #expect(try Proxy(proxy.url).login == login)
        #expect(Proxy.Login(user: "", password: "x") == nil)
        #expect(Proxy.Login(user: "x", password: String(repeating: "x", count: 256)) == nil)
    }

    @Test(
        "What is none is refused in one sentence",
        arguments: [
            ("http://127.0.0.1:80", "socks5://host:port"), ("127.0.0.1:9050", "socks5://host:port"),
            ("socks5://127.0.0.1", "port is missing"), ("socks5://127.0.0.1:0", "port is missing"),
            ("socks5://127.0.0.1:70000", "port is missing"), ("socks5://proxy.example:1080", "IP address or localhost"),
            ("socks5://ann@127.0.0.1:1", "user:password"), ("socks5://a%zz:b@127.0.0.1:1", "user:password"),
            ("socks5://:@127.0.0.1:1", "user:password"), ("socks5://", "port is missing"), ("", "socks5://host:port"),
        ])
    func refused(url: String, words: String) {
        let error = #expect(throws: Proxy.ParsingError.self) { try Proxy(url) }
        #expect(error?.description.contains(words) == true)
    }
}
