import GrapnelStore
import GrapnelStream
import TestSupport
import Testing

@Suite("What a real server and this client refuse", .timeLimit(.minutes(2)))
struct RefusalTests {
    @Test("A wrong password is tried once, by the strongest login alone, and nothing is kept", arguments: Site.usual)
    func wrongPassword(_ site: Site) async throws {
        let server = try await ServerPark.shared.server(site.setup)
        try await refuse(try server.person(), at: site, on: server, password: "wrong") { live, sentence in
            #expect(sentence.hasPrefix("The server refuses this user or password; check both. The server says: “"))
            let proofs = live.witness.sent.matches(of: #/<response /#).count
            #expect(proofs == 1)
            #expect(live.witness.all.count == 1)
            let logins = live.witness.sent.matches(of: /<auth [^>]*mechanism=['"]([^'"]+)/).map { String($0.1) }
            let hash = try #require(site.setup.hash)
            #expect(Set(logins) == ["SCRAM-\(hash)-PLUS"])
        }
    }

    @Test("An unknown user reads the same as a wrong password", arguments: Site.usual)
    func unknownUser(_ site: Site) async throws {
        let server = try await ServerPark.shared.server(site.setup)
        let nobody = Person(name: "nobody", domain: server.domain)
        try await refuse(nobody, at: site, on: server) { live, sentence in
            #expect(sentence.hasPrefix("The server refuses this user or password; check both. The server says: “"))
            #expect(live.witness.all.count == 1)
        }
    }

    @Test("A certificate that is wrong gets no password", arguments: certificateSites)
    func certificate(_ site: Site) async throws {
        let server = try await ServerPark.shared.server(site.setup)
        try await refuse(try server.person(), at: site, on: server) { live, sentence in
            let start = try #require(Self.sentences[site.setup.certificate])
            #expect(sentence.hasPrefix(start))
            #expect(live.witness.all.count == 1)
            if site.mode == .directTLS {
                #expect(live.witness.sent.isEmpty)
            } else {
                let end = /<starttls xmlns=['"]urn:ietf:params:xml:ns:xmpp-tls['"]\/>$/
                #expect(live.witness.sent.firstMatch(of: end) != nil, "\(live.witness.sent)")
            }
            #expect(!live.witness.sent.contains("auth"))
        }
        let log = try server.log()
        #expect(!log.contains("Authenticated as") && !log.contains("authentication for"), "\(log)")
    }

    private static let sentences: [ServerSetup.Certificate: String] = [
        .expired: "The certificate of localhost has expired, so nothing was sent; tell its operator.",
        .foreign: "The certificate presented is not for localhost, so nothing was sent; check the domain.",
        .untrusted: "The certificate of localhost is signed by nobody trusted here, so nothing was sent; "
            + "name a CA file for the account if you know the server.",
    ]

    private static let certificateSites = Site.of(
        ServerSetup.usual.flatMap { usual in
            [ServerSetup.Certificate.expired, .foreign, .untrusted].map { ServerSetup(usual.program, usual.tls, $0) }
        })

    @Test("A server without TLS gets a stream header and nothing else", arguments: ServerSetup.Program.allCases)
    func clear(_ program: ServerSetup.Program) async throws {
        let site = Site(setup: ServerSetup(program, .none), mode: .startTLS)
        let server = try await ServerPark.shared.server(site.setup)
        try await refuse(try server.person(), at: site, on: server) { live, sentence in
            #expect(sentence == "The server offers no encryption, so nothing was sent; ask its operator to enable TLS.")
            #expect(!live.witness.sent.contains("<auth") && !live.witness.sent.contains("<iq"))
        }
    }

    @Test("A host that does not exist, and a port where nobody listens")
    func nowhere() async throws {
        let server = try await ServerPark.shared.server(ServerSetup.usual[0])
        let site = Site(setup: server.setup, mode: .startTLS)
        let person = try server.person()
        try await refuse(person, at: site, on: server, changing: "host no-such-host.invalid") { live, sentence in
            #expect(sentence.hasPrefix("There is no host named no-such-host.invalid"), "\(sentence)")
            #expect(sentence.contains("check the address."))
        }
        try await refuse(person, at: site, on: server, changing: "port 1") { live, sentence in
            #expect(
                sentence.hasPrefix(
                    "127.0.0.1:1 refuses the connection; check host and port, or try again when the server runs."))
        }
    }

    /// Connects an account that will be refused, hands over the sentence, and sees that nothing was half-written.
    private func refuse(
        _ person: Person, at site: Site, on server: LiveServer, password: String? = nil, changing change: String? = nil,
        _ judge: @Sendable (LiveClient, String) async throws -> Void
    ) async throws {
        try await LiveClient.run { live in
            try await live.add(person, at: site, on: server, password: password)
            if let change { try await live.run("/account set \(person.address) \(change)") }
            let before = try await live.account(person)
            let sentence = try await live.refusal(of: "/connect")
            let prefix = "\(person.address): "
            #expect(sentence.hasPrefix(prefix))
            try await judge(live, String(sentence.dropFirst(prefix.count)))
            var after = try await live.account(person)
            // Besides who we are to this server, only the sentence is kept.
            #expect(after.lastRefusal == nil || sentence.hasSuffix(after.lastRefusal ?? ""))
            after.agentID = before.agentID
            after.lastRefusal = before.lastRefusal
            #expect(after == before)
            #expect(try await live.run("/account show").contains { $0.contains("never logged in") })
            let waiting = try await live.refusal(of: "/roster add somebody@\(person.domain)")
            #expect(waiting == "\(person.address) is not online; type /connect \(person.address).")
        }
    }
}
