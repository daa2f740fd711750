import TestSupport
import Testing

@Suite("The ping plugin against real servers", .timeLimit(.minutes(2)))
struct PingTests {
    @Test(
        "The server answers; a contact answers, a stranger does not; without the plugin nobody pings",
        arguments: Site.usual)
    func ping(_ site: Site) async throws {
        try await LiveClient.run(plugins: LiveClient.builtPlugins()) { live in
            let people = try await live.connect(2, at: site)
            let (alice, bob) = (people[0], people[1])
            let addresses = live.front.lines.compactMap { $0.split(separator: " online as ").dropFirst().first }
            let full = try #require(addresses.first { $0.hasPrefix(bob.address) })

            let server = try await live.run("/ping -a \(alice.address)")
            #expect(server.first?.hasPrefix("localhost answered in ") == true)
            let stranger = try await live.run("/ping -a \(alice.address) \(full)")
            let silence = "but \(full) is not there or does not answer pings."
            #expect(stranger.first?.hasSuffix(silence) == true, "\(stranger)")
            try await live.befriend(alice, bob)
            let contact = try await live.run("/ping -a \(alice.address) \(full)")
            #expect(contact.first?.hasPrefix("\(full) answered in ") == true)

            try await live.run("/plugin disable ping")
            let missing = try await live.refusal(of: "/ping -a \(alice.address)")
            #expect(missing == "/ping comes with the plugin ping; type /plugin enable ping.")
            try await live.run("/msg -a \(alice.address) \(bob.address) still here")
            try await live.front.wait(for: "from \(alice.address) \(alice.address): still here")
            try await live.run("/plugin enable ping")
            let again = try await live.run("/ping -a \(alice.address)")
            #expect(again.first?.hasPrefix("localhost answered in ") == true)
        }
    }
}
