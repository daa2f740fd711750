import Foundation
import GrapnelStore
import GrapnelStream
import TestSupport
import Testing

@Suite("Logins to real servers", .timeLimit(.minutes(2)))
struct LoginTests {
    /// What the strongest login is that a server offers under a version of TLS, and how it opens.
    private static func strongest(_ setup: ServerSetup) -> (mechanism: String, headers: [String]) {
        let hash = setup.hash ?? (setup.program == .prosody ? "SHA-256" : "SHA-512")
        return switch (setup.program, setup.tls, setup.isNewer) {
        case (_, .only12, _): ("SCRAM-\(hash)-PLUS", ["p=tls-unique,,"])
        case (_, _, true): ("SCRAM-\(hash)-PLUS", ["p=tls-exporter,,"])
        // Prosody 0.12 does not bind to a connection of TLS 1.3.
        case (.prosody, _, false): ("SCRAM-\(hash)", ["y,,"])
        // ejabberd 23.01 knows tls-unique alone, also there; it does not say so (XEP-0440) and refuses the other first.
        case (.ejabberd, _, false): ("SCRAM-\(hash)-PLUS", ["p=tls-exporter,,", "p=tls-unique,,"])
        }
    }

    @Test("The strongest login over verified TLS", arguments: Site.all + Site.newer)
    func strongest(_ site: Site) async throws {
        try await LiveClient.run { live in
            let alice = try await live.connect(1, at: site)[0]
            try await Self.expect(live, alice, site, "from the command")
            let wire = try #require(live.witness.all.first)
            try Self.expectLogin(wire, alice, site)
            try Self.expectNoPassword(live, alice)
        }
    }

    @Test("A second login needs no password where the server keeps its salt", arguments: Site.usual)
    func storedKeys(_ site: Site) async throws {
        try await LiveClient.run { live in
            let alice = try await live.connect(1, at: site)[0]
            try await live.run("/disconnect")
            try await live.run("/account set \(alice.address) password-command")
            try await live.run("/connect")
            try await Self.expect(live, alice, site, "kept as keys, not in clear")
            #expect(live.witness.all.count == 2)
            for wire in live.witness.all { try Self.expectLogin(wire, alice, site) }
            try Self.expectNoPassword(live, alice)
        }
    }

    @Test("A server that makes a new salt for every login gets the password again, and nothing less")
    func newSalt() async throws {
        let site = Site.all[0]
        try await LiveClient.run { live in
            let alice = try await live.connect(1, at: site)[0]
            try await live.run("/disconnect")
            try await live.run("/connect")
            try await Self.expect(live, alice, site, "from the command")
            try await live.run("/disconnect")
            try await live.run("/account set \(alice.address) password-command")
            let sentence = try await live.refusal(of: "/connect")
            let start = "\(alice.address): A password for \(alice.address) is needed: type /connect "
            #expect(sentence.hasPrefix(start))
        }
    }

    @Test(
        "A login after another is as strong, whether or not the server goes on from its TLS session",
        arguments: Site.all)
    func again(_ site: Site) async throws {
        try await LiveClient.run { live in
            let alice = try await live.connect(1, at: site)[0]
            try await live.run("/disconnect")
            try await live.run("/connect")
            try await Self.expect(live, alice, site, "from the command")
        }
    }

    private static func expect(_ live: LiveClient, _ person: Person, _ site: Site, _ secret: String) async throws {
        let (mechanism, _) = strongest(site.setup)
        let record = try await live.account(person)
        #expect(record.usedMechanism == mechanism)
        #expect(record.usedChannelBinding == mechanism.hasSuffix("-PLUS"))
        let shown = try await live.run("/account show").joined(separator: "\n")
        #expect(shown.contains("TLSv\(site.setup.tls.rawValue) "))
        #expect(shown.contains("127.0.0.1:\(record.port ?? 0) by \(site.mode == .directTLS ? "direct TLS" : "START")"))
        #expect(shown.contains(mechanism))
        #expect(shown.contains(secret))
        #expect(shown.contains("online as "))
    }

    /// One connection saw the strongest login and no other, opened in the expected ways.
    private static func expectLogin(_ wire: Wire, _ person: Person, _ site: Site) throws {
        let login = /<auth(?:enticate)? [^>]*mechanism=['"]([^'"]+)['"][^>]*>(?:<initial-response>)?([^<]*)</
        let found = wire.sent.matches(of: login)
        let opened = try found.map { String(decoding: try #require(Data(base64Encoded: String($0.2))), as: UTF8.self) }
        let (mechanism, headers) = strongest(site.setup)
        #expect(found.last.map { String($0.1) } == mechanism)
        #expect(opened.count == headers.count)
        for (first, header) in zip(opened, headers) { #expect(first.hasPrefix("\(header)n=\(person.name),r=")) }
    }

    private static func expectNoPassword(_ live: LiveClient, _ person: Person) throws {
        let folder = live.directory.url.appendingPathComponent("profile")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var count = 0
        for case let file as URL in files where !file.hasDirectoryPath {
            count += 1
            let content = try Data(contentsOf: file)
            #expect(content.range(of: Data(person.password.utf8)) == nil, "\(file.path)")
        }
        #expect(count > 0)
    }
}
