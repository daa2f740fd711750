import GrapnelKit
import TestSupport
import Testing

@Suite("Contacts on real servers", .timeLimit(.minutes(2)))
struct ContactTests {
    @Test("The inbox of requests, an answer, and presence that is seen, changes and is lost", arguments: Site.usual)
    func subscriptions(_ site: Site) async throws {
        try await LiveClient.run { live in
            let people = try await live.connect(2, at: site)
            let (alice, bob) = (people[0], people[1])
            try await live.run("/roster -a \(alice.address) add \(bob.address) Bob")
            try await live.front.wait(for: "request from \(alice.address)")
            let inbox = try await live.run("/sub").joined()
            #expect(inbox.contains(alice.address) && inbox.contains("asks \(bob.address)"))

            try await live.run("/sub allow \(alice.address)")
            try await live.front.wait(for: "presence \(bob.address)/")
            #expect(try await live.run("/sub") == ["Nobody waits for an answer."])
            try await live.run("/roster -a \(bob.address) add \(alice.address) Alice")
            try await live.front.wait(for: "request from \(bob.address)")
            try await live.run("/sub -a \(alice.address) allow \(bob.address)")
            try await live.front.wait(for: "presence \(alice.address)/")

            try await live.run("/status -a \(bob.address) away At lunch")
            try await live.front.wait(for: " available away")
            let away = try await live.roster(of: alice)
            #expect(away.contains("Bob") && away.contains("away (At lunch)") && !away.contains("see"))

            try await live.run("/disconnect \(bob.address)")
            try await live.front.wait(for: " unavailable ")
            #expect(try await live.roster(of: alice).contains("offline"))
            let mark = live.front.lines.count
            try await live.run("/connect \(bob.address)")
            try await live.front.wait(for: "presence \(bob.address)/", after: mark)
            #expect(try await live.roster(of: alice).contains("away (At lunch)"))
        }
    }

    @Test("A request that is refused leaves the inbox and tells the one who asked", arguments: Site.usual)
    func refusal(_ site: Site) async throws {
        try await LiveClient.run { live in
            let people = try await live.connect(2, at: site)
            let (alice, bob) = (people[0], people[1])
            try await live.run("/sub -a \(alice.address) request \(bob.address)")
            try await live.front.wait(for: "request from \(alice.address)")
            try await live.run("/sub deny \(alice.address)")
            try await live.front.wait(
                for: "notice \(bob.address) does not show you their presence any more, or refused to.")
            #expect(try await live.run("/sub") == ["Nobody waits for an answer."])
            #expect(!live.front.lines.contains { $0.hasPrefix("presence \(bob.address)") })
        }
    }

    @Test("Added, renamed, grouped and removed here, pushed to another device", arguments: Site.usual)
    func editing(_ site: Site) async throws {
        let server = try await ServerPark.shared.server(site.setup)
        let carol = "carol@\(server.domain)"
        try await LiveClient.run { live in
            let alice = try await live.connect(1, at: site)[0]
            try await LiveClient.run(plugins: LiveClient.builtPlugins()) { other in
                try await other.add(alice, at: site, on: server)
                try await other.run("/connect")

                try await live.run("/roster add \(carol) Carol")
                #expect(try await live.roster(of: alice).contains("Carol"))
                try await Self.wait(for: "Carol", in: other, of: alice)
                try await live.run("/roster rename \(carol) Carola B.")
                #expect(try await live.roster(of: alice).contains("Carola B."))
                try await live.run("/roster group \(carol) Work, Friends")
                #expect(try await live.roster(of: alice).contains("Friends, Work"))
                try await Self.wait(for: "Friends, Work", in: other, of: alice)
                #expect(try await other.roster(of: alice).contains("Carola B."))
                try await live.run("/roster remove \(carol)")
                #expect(try await live.roster(of: alice).contains("No contacts yet"))
                try await Self.wait(for: "No contacts yet", in: other, of: alice)
            }
        }
    }

    /// A push that nobody here asked for shows nothing, so the client asks the server something else until it is there.
    private static func wait(for text: String, in live: LiveClient, of person: Person) async throws {
        try await within("\(text) in the roster") {
            while try await !live.roster(of: person).contains(text) { try await live.run("/ping") }
        }
    }

    @Test("A roster that is current is not sent again, one that is not is", arguments: Site.usual)
    func versions(_ site: Site) async throws {
        let server = try await ServerPark.shared.server(site.setup)
        try await LiveClient.run(plugins: LiveClient.builtPlugins()) { live in
            let alice = try await live.connect(1, at: site)[0]
            let dave = try server.person().address
            try await live.run("/roster add \(dave) Dave")
            try await Self.wait(for: "asked", in: live, of: alice)
            let before = try await live.roster(of: alice)
            try await live.run("/disconnect")
            #expect(try await live.roster(of: alice).contains("Dave"))

            try await live.run("/connect")
            let after = try await live.roster(of: alice)
            #expect(after == before)
            let second = try #require(live.witness.all.last)
            #expect(second.sent.contains(" ver="))
            let rosters = second.received.matches(of: /<iq [^>]*type=['"]result['"][^>]*><query [^>]*jabber:iq:roster/)
            #expect(rosters.isEmpty)

            try await LiveClient.run { other in
                try await other.add(alice, at: site, on: server)
                try await live.run("/disconnect")
                try await other.run("/connect")
                try await other.run("/roster rename \(dave) David")
            }
            try await live.run("/connect")
            #expect(try await live.roster(of: alice).contains("David"))
        }
    }
}
