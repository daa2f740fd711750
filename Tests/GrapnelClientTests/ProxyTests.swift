import GrapnelStore
import GrapnelStream
import GrapnelTransport
import TestSupport
import Testing

@testable import GrapnelClient

/// The real connector behind a proxy of the test's own: what the proxy sees, and that nobody else sees anything.
@Suite("Accounts behind a proxy", .timeLimit(.minutes(1)))
struct ProxyTests {
    private let directory: TemporaryDirectory
    private let profile: Profile
    private let front = RecordingFront(secret: "secret")
    private let resolver = RecordingResolver()
    private let client: Client

    init() async throws {
        directory = try TemporaryDirectory()
        profile = try await Profile.open(in: ProfileDirectory(at: directory.path))
        client = try Client(
            profile: profile, plugins: PluginSearchPath(folders: []), front: front,
            connector: NIOConnector(resolver: resolver))
        try await client.start()
    }

    @discardableResult
    private func run(_ line: String) async throws -> String {
        let printed = RecordingFront()
        try await client.execute(line, conversation: nil) { printed.add($0) }
        return printed.lines.joined(separator: "\n")
    }

    private func failure(_ line: String) async -> String {
        do {
            try await run(line)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("The proxy gets the names, each account has a login of its own, and nothing is looked up")
    func noLookUp() async throws {
        let proxy = try SOCKSServer { _ in .refuse(5) }
        for name in ["alice", "bob"] {
            try await run("account add \(name)@example.org --proxy socks5://127.0.0.1:\(proxy.port)")
        }
        try await run("account add carol@bücher.example --proxy socks5://tor:pw@localhost:\(proxy.port)")
        let abbey = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx"
        try await run("account add dave@\(abbey).onion --proxy socks5://127.0.0.1:\(proxy.port)")
        let sentence = await failure("connect alice@example.org")
        #expect(sentence.contains("xample.org:5222 refuses the connection"))
        _ = await failure("connect bob@example.org")
        _ = await failure("connect carol@bücher.example")
        _ = await failure("connect dave@\(abbey).onion")
        #expect(
            proxy.requests.map(\.destination) == [
                "example.org:5222", "example.org:5223", "example.org:5222", "example.org:5223",
                "xn--bcher-kva.example:5222", "xn--bcher-kva.example:5223", "\(abbey).onion:5222",
                "\(abbey).onion:5223",
            ])
        let logins = proxy.requests.map(\.login)
        #expect(logins[0] == logins[1] && logins[2] == logins[3] && logins[0] != logins[2])
        #expect(logins[4] == "tor:pw" && logins[0]?.contains("alice") == false)
        #expect(resolver.questions.isEmpty)
        await client.stop()
    }

    @Test("TLS through the proxy is with the account's domain")
    func tls() async throws {
        let authority = try await TestCertificates()
        let identity = try await authority.issue("example.org")
        let server = try await ChildProcess(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", identity.certificate, "-key", identity.key])
        let line = try await server.line(containing: "ACCEPT")
        let port = try #require(line.split(separator: ":").last.flatMap { UInt16($0) })
        let proxy = try SOCKSServer { _ in .lead(port) }
        let destination = Destination(
            domain: "example.org", security: .direct, proxy: Proxy(host: "127.0.0.1", port: proxy.port))
        let tls = TLSSettings(domain: "example.org", caFile: authority.caFile)
        let connector = NIOConnector(resolver: resolver)
        let (transport, endpoint) = try await Dialling(destination, tls: tls, connector: connector).open()
        #expect(endpoint.description == "example.org:5223")
        #expect(await transport.tls?.version == "TLSv1.3")
        try await transport.write(Array("through the proxy\n".utf8))
        try await server.line(containing: "through the proxy")
        await transport.close()
        let foreign = TLSSettings(domain: "example.net", caFile: authority.caFile)
        await #expect(throws: TransportError.self) {
            try await Dialling(destination, tls: foreign, connector: connector).open()
        }
        #expect(proxy.requests.map(\.login) == [nil, nil])
        #expect(resolver.questions.isEmpty)
        await client.stop()
    }

    @Test("A proxy that is not there, or is none, ends it: nothing goes past it")
    func closed() async throws {
        let gone = try SOCKSServer { _ in .refuse(1) }.port
        let liar = try SOCKSServer { _ in .say(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)) }
        try await run("account add alice@example.org --proxy socks5://127.0.0.1:\(liar.port)")
        #expect(await failure("connect").contains("is no SOCKS5 proxy"))
        try await run("account set alice@example.org proxy socks5://127.0.0.2:\(gone)")
        #expect(await failure("connect").contains("The proxy socks5://127.0.0.2:\(gone) cannot be reached"))
        #expect(resolver.questions.isEmpty)
        await client.stop()
    }

    @Test("An onion service needs a proxy, and no name server hears of it")
    func onion() async throws {
        try await run("account add alice@abcdef.onion")
        #expect(await failure("connect").contains("bcdef.onion is an onion service, which is never looked up here"))
        #expect(resolver.questions.isEmpty)
        try await run("account set alice@abcdef.onion host other.ONION")
        #expect(await failure("connect").contains("ther.ONION is an onion service"))
        #expect(resolver.questions.isEmpty)
        await client.stop()
    }

    @Test("Proxies are shown without their password, changed and taken away")
    func commands() async throws {
        try await run("account add alice@example.org --proxy socks5://ann:hunter2@127.0.0.1:9050")
        let shown = try await run("account show alice@example.org")
        #expect(shown.contains("socks5://127.0.0.1:9050, as ann") && !shown.contains("hunter2"))
        #expect(shown.contains("example.org, looked up by the proxy"))
        try await run("account set alice@example.org proxy socks5://127.0.0.1:9050")
        let first = try #require(try await profile.accounts().first)
        #expect(try await run("account show alice@example.org").contains("on a circuit of this account alone"))
        #expect(first.proxyCircuit?.isEmpty == false)
        #expect(await failure("account set alice@example.org proxy socks5://tor.example:1").contains("IP address"))
        #expect(try await profile.accounts().first == first)
        try await run("account set alice@example.org proxy none")
        #expect(try await run("account show alice@example.org").contains("what DNS says for example.org"))
        #expect(try await profile.accounts().first?.proxyCircuit == nil)
        await client.stop()
    }
}
