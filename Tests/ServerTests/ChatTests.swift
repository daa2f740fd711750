import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@Suite("1:1 messages through real servers", .timeLimit(.minutes(2)))
struct ChatTests {
    @Test(
        "Two accounts of one client talk to each other, both at once, and everything arrives in order",
        arguments: Site.usual)
    func bothWays(_ site: Site) async throws {
        let count = 100
        try await LiveClient.run { live in
            let people = try await live.connect(2, at: site)
            try await withThrowingTaskGroup { group in
                for (from, to) in [(people[0], people[1]), (people[1], people[0])] {
                    group.addTask {
                        for number in 1...count {
                            try await live.run("/msg -a \(from.address) \(to.address) \(number) from \(from.name)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            for (from, to) in [(people[0], people[1]), (people[1], people[0])] {
                try await live.front.wait(for: "from \(from.address) \(from.address): \(count) from \(from.name)")
                let talk = try await live.talk(of: to, with: from)
                #expect(talk.filter { $0.hasPrefix("<") } == (1...count).map { "< \($0) from \(from.name)" })
                #expect(talk.filter { $0.hasPrefix(">") } == (1...count).map { "> \($0) from \(to.name)" })
                let pending = try await live.profile.pending(of: to.jid(), after: 0)
                #expect(pending.isEmpty)
            }
        }
    }

    @Test("What is said to somebody who is offline arrives with its time when they come", arguments: Site.usual)
    func offline(_ site: Site) async throws {
        try await LiveClient.run { live in
            let people = try await live.connect(2, at: site)
            let (alice, bob) = (people[0], people[1])
            try await live.run("/disconnect \(bob.address)")
            let words = ["one", "two & <three>", "fin 🪝"]
            for word in words { try await live.run("/msg -a \(alice.address) \(bob.address) \(word)") }
            // The server has them before the one they are for comes.
            for word in words { try await live.front.wait(for: "sent \(word)") }
            try await live.run("/connect \(bob.address)")
            try await live.front.wait(for: "from \(alice.address) \(alice.address): \(words[2])")
            let talk = try await live.talk(of: bob, with: alice)
            #expect(talk == words.map { "< \($0)" })
            let entries = try await live.profile.journal(of: bob.conversation(with: alice), limit: 10)
            #expect(entries.allSatisfy { $0.isDelayed })
            #expect(entries.allSatisfy { $0.state == .received })
        }
    }

    @Test("A message to nobody fails with the server's reason", arguments: Site.usual)
    func nobody(_ site: Site) async throws {
        try await LiveClient.run { live in
            _ = try await live.connect(1, at: site)
            try await live.run("/msg nobody-at-all@localhost Is anybody there?")
            let line = try await live.front.wait(for: "failed Is anybody there?")
            #expect(line == "failed Is anybody there?: The other side does not offer this, or is not online.")
        }
    }
}
