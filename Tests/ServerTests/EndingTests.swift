import GrapnelKit
import TestSupport
import Testing

@Suite("Streams that end, on real servers", .timeLimit(.minutes(2)))
struct EndingTests {
    @Test("Leaving is orderly: both sides say so, and contacts see it at once", arguments: Site.usual)
    func leaving(_ site: Site) async throws {
        try await LiveClient.run { live in
            let people = try await live.connect(2, at: site)
            try await live.befriend(people[0], people[1])
            let mark = live.front.lines.count
            try await live.run("/disconnect \(people[1].address)")
            try await live.front.wait(for: "\(people[1].address) offline", after: mark)
            let seen = try await live.front.wait(for: "presence \(people[1].address)/", after: mark)
            #expect(seen.contains(" unavailable "))
            #expect(!live.front.lines.contains { $0.contains("failed") })
            let wire = try #require(live.witness.all.dropFirst().first)
            #expect(wire.sent.hasSuffix("</stream:stream>"))
            #expect(wire.received.hasSuffix("</stream:stream>"))
        }
    }

    @Test(
        "A server that restarts: who was online comes back, and what was said meanwhile goes out once",
        arguments: Site.usual)
    func restart(_ site: Site) async throws {
        let server = try await LiveServer.start(site.setup)
        try await LiveClient.run { live in
            let (alice, bob) = (try server.person(), try server.person())
            for person in [alice, bob] { try await live.add(person, at: site, on: server) }
            try await live.run("/connect")
            try await live.run("/msg -a \(alice.address) \(bob.address) before")
            try await live.front.wait(for: "from \(alice.address) \(alice.address): before")

            try await live.run("/disconnect \(bob.address)")

            try await server.stop()
            // Neither program says goodbye before it ends. The break is not told, but that it cannot be mended at once.
            let lost = try await live.front.wait(for: "\(alice.address) failed")
            // The attempt that is made at once may still meet the old program on its way out.
            let start = "\(alice.address) failed: 127.0.0.1:\(server.port(site)) "
            #expect(lost.hasPrefix("\(start)refuses the connection") || lost.hasPrefix("\(start)broke the connection"))
            try await live.run("/msg -a \(alice.address) \(bob.address) meanwhile")
            let mark = live.front.lines.count
            try await server.startAgain()
            try await live.front.wait(for: "\(alice.address) online as ", after: mark)
            try await live.front.wait(for: "sent meanwhile", after: mark)
            try await live.run("/connect \(bob.address)")
            if site.setup.program == .prosody {
                try await live.front.wait(for: "from \(alice.address) \(alice.address): meanwhile")
            }
            try await live.run("/msg -a \(alice.address) \(bob.address) afterwards")
            try await live.front.wait(for: "from \(alice.address) \(alice.address): afterwards")
            #expect(live.witness.sent.matches(of: #/<body>meanwhile</body>/#).count == 1)
            // ejabberd 23.01 was seen to take a message for somebody offline right after its start and not to deliver it.
            let heard = try await live.talk(of: bob, with: alice)
            let isKept = site.setup.program == .prosody || heard.contains("< meanwhile")
            #expect(heard == ["< before"] + (isKept ? ["< meanwhile"] : []) + ["< afterwards"])
        }
        try await server.stop()
    }
}
