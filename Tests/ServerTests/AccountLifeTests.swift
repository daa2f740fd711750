import Foundation
import GrapnelStore
import GrapnelStream
import TestSupport
import Testing

@Suite("The life of an account on real servers", .timeLimit(.minutes(2)))
struct AccountLifeTests {
    /// What every command says about where the server is.
    private static func place(_ site: Site, _ server: LiveServer) -> String {
        "--host \(server.host) --port \(server.port(site)) --ca \(server.caFile)"
            + (site.mode == .directTLS ? " --direct-tls" : "")
    }

    /// A name that no other test takes.
    private static func newcomer(_ server: LiveServer) -> Person {
        Person(name: "new-\(UUID().uuidString.prefix(8).lowercased())", domain: server.domain)
    }

    @Test(
        "An account is registered, its password changed, and the account removed there and here", arguments: Site.usual)
    func life(_ site: Site) async throws {
        let server = try await ServerPark.shared.server(site.setup)
        let person = Self.newcomer(server)
        try await LiveClient.run { live in
            let printed = try await live.run(
                "/account register \(person.address) \(Self.place(site, server)) password=\(person.password)")
            #expect(
                printed.last == "\(server.domain) has made the account \(person.address); it is in this profile now.")
            #expect(live.front.lines.contains { $0.hasPrefix("\(person.address) online as ") })
            #expect(try await live.account(person).scramKeys != nil)
            try Self.expectNothingInClear(live, person.password)

            let file = try live.directory.write("another-secret-word\n", to: "new-password")
            let before = try await live.account(person).scramKeys
            try await live.run("/account password \(person.address) --password-command 'cat \(file)'")
            let after = try await live.account(person).scramKeys
            #expect(after != nil && after != before)
            try await live.run("/disconnect")
            try await live.run("/connect \(person.address)")

            let gone = try await live.run("/account remove \(person.address) --server --purge --yes")
            #expect(gone.first == "\(server.domain) has removed \(person.address), with everything it kept of it.")
            #expect(gone.contains { $0.hasPrefix("Searched ") && $0.hasSuffix("found 0.") }, "\(gone)")
            #expect(try await live.profile.accounts().isEmpty)
            #expect(!live.front.lines.contains { $0.contains("failed") }, "\(live.front.lines)")
        }
        try await LiveClient.run { live in
            try await live.add(person, at: site, on: server, password: "another-secret-word")
            let sentence = try await live.refusal(of: "/connect")
            #expect(sentence.contains("The server refuses this user or password"))
        }
    }

    @Test("A name that is taken is refused, and nothing is kept", arguments: Site.usual)
    func conflict(_ site: Site) async throws {
        let server = try await ServerPark.shared.server(site.setup)
        let taken = try server.person()
        try await LiveClient.run { live in
            let sentence = try await live.refusal(
                of: "/account register \(taken.address) \(Self.place(site, server)) password=other-word")
            #expect(
                sentence.hasPrefix("The name \(taken.name) is taken at \(server.domain); choose another one."),
                "\(sentence)")
            #expect(try await live.profile.accounts().isEmpty)
        }
    }

    @Test("A password command that fails ends it before anything is filled in", arguments: ServerSetup.usual)
    func noPassword(_ setup: ServerSetup) async throws {
        let server = try await ServerPark.shared.server(setup)
        let site = Site(setup: setup, mode: .startTLS)
        let person = Self.newcomer(server)
        try await LiveClient.run { live in
            let line = "/account register \(person.address) \(Self.place(site, server)) --password-command 'exit 1'"
            let sentence = try await live.refusal(of: line)
            #expect(sentence.contains("gave no password"))
            #expect(!live.witness.sent.contains("<username>"))
            #expect(try await live.profile.accounts().isEmpty)
        }
    }

    @Test("Before TLS nothing is said about an account that is wanted")
    func clear() async throws {
        for program in ServerSetup.Program.allCases {
            let site = Site(setup: ServerSetup(program, .none), mode: .startTLS)
            let server = try await ServerPark.shared.server(site.setup)
            let person = Self.newcomer(server)
            try await LiveClient.run { live in
                let sentence = try await live.refusal(
                    of: "/account register \(person.address) \(Self.place(site, server)) password=x")
                #expect(sentence.hasPrefix("The server offers no encryption, so nothing was sent"), "\(sentence)")
                #expect(!live.witness.sent.contains("<iq") && !live.witness.sent.contains(person.name))
            }
        }
    }

    private static func expectNothingInClear(_ live: LiveClient, _ password: String) throws {
        let folder = live.directory.url.appendingPathComponent("profile")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        for case let file as URL in files where !file.hasDirectoryPath {
            #expect(try Data(contentsOf: file).range(of: Data(password.utf8)) == nil, "\(file.path)")
        }
    }
}
