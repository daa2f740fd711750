import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@Suite("The room plugin against real servers", .timeLimit(.minutes(2)))
struct RoomTests {
    @Test(
        "Enter, speak, change nick and subject, leave and come back to a history that is told once",
        arguments: Site.usual)
    func visit(_ site: Site) async throws {
        try await LiveClient.run(plugins: LiveClient.builtPlugins()) { live in
            let people = try await live.connect(2, at: site)
            let (alice, bob) = (people[0], people[1])
            let room = Self.room(of: alice)
            let entered = try await live.run("/join -a \(alice.address) \(room)")
            #expect(entered.first == "You are in \(room) as \(alice.name); nobody else is here.")
            #expect(entered.contains { $0.contains("it was created with the usual settings") })
            let second = try await live.run("/join -a \(bob.address) \(room)")
            #expect(second.first == "You are in \(room) as \(bob.name); one other is here.")
            try await live.front.wait(for: "notice \(bob.name) came in.")

            try await live.run("/msg -a \(alice.address) \(room) Hello, all")
            try await live.front.wait(for: "confirmed Hello, all")
            try await live.front.wait(for: "from \(room) \(alice.name): Hello, all")

            let place = ConversationID(account: try bob.jid(), peer: try JID(room))
            #expect(try await live.run("/nick Bobby", in: place) == ["You are now called Bobby."])
            try await live.front.wait(for: "notice \(bob.name) is now called Bobby.")
            let taken = try await live.refusal(of: "/nick \(alice.name)", in: place)
            #expect(taken.hasPrefix("Somebody has the nick \(alice.name) or has registered it; choose another."))
            let occupants = try await live.run("/who -a \(alice.address) \(room)").joined(separator: "\n")
            #expect(occupants.contains("2 occupants") && occupants.contains("Bobby: participant"))
            #expect(occupants.contains("\(alice.name) (you): moderator, owner"))

            let owned = ConversationID(account: try alice.jid(), peer: try JID(room))
            try await live.run("/subject Release on Friday", in: owned)
            try await live.front.wait(for: "notice \(alice.name) changed the subject to: Release on Friday")

            try await live.run("/part", in: place)
            try await live.front.wait(for: "notice Bobby went.")
            try await live.run("/msg -a \(alice.address) \(room) Bob is away")
            try await live.front.wait(for: "confirmed Bob is away")
            try await live.run("/join -a \(bob.address) \(room)")
            try await live.front.wait(for: "from \(room) \(alice.name): Bob is away")
            try await live.run("/msg -a \(alice.address) \(room) Bob is back")
            try await live.front.wait(for: "from \(room) \(alice.name): Bob is back")
            let heard = try await live.profile.journal(of: place, limit: 100)
            #expect(heard.map(\.body) == ["Hello, all", "Bob is away", "Bob is back"])
            #expect(heard.map { $0.isDelayed } == [false, true, false])
            #expect(heard.allSatisfy { $0.author == alice.name })
        }
    }

    @Test("A nick that is taken and a room with a password are told in one sentence", arguments: Site.usual)
    func doors(_ site: Site) async throws {
        try await LiveClient.run(plugins: LiveClient.builtPlugins()) { live in
            let people = try await live.connect(2, at: site)
            let (alice, bob) = (people[0], people[1])
            let room = Self.room(of: alice)
            try await live.run("/join -a \(alice.address) \(room)")
            let taken = try await live.refusal(of: "/join -a \(bob.address) \(room) \(alice.name)")
            let advice = "choose another: /join \(room) ANOTHER-NICK."
            #expect(taken.hasPrefix("Somebody in \(room) has the nick \(alice.name); \(advice)"))

            try await live.lock(try JID(room), by: alice, password: "open sesame")
            let locked = try await live.refusal(of: "/join -a \(bob.address) \(room)")
            let wants = "\(room) wants a password, or another one: /join \(room) \(bob.name) --password PASSWORD."
            #expect(locked.hasPrefix(wants))
            let inside = try await live.run("/join -a \(bob.address) \(room) --password 'open sesame'")
            #expect(inside.first == "You are in \(room) as \(bob.name); one other is here.")
        }
    }

    @Test(
        "Disabled while online the plugin leaves nothing behind, here or in the room; enabled it is back",
        arguments: Site.usual)
    func switching(_ site: Site) async throws {
        try await LiveClient.run(plugins: LiveClient.builtPlugins()) { live in
            let alice = try await live.connect(1, at: site)[0]
            let room = Self.room(of: alice)
            // Its tasks come and go by themselves.
            try await live.run("/plugin disable archive")
            try await live.run("/plugin disable muc")
            let bare = live.census
            try await live.run("/plugin enable muc")
            try await live.run("/join \(room)")
            try await LiveClient.run(plugins: LiveClient.builtPlugins()) { other in
                let bob = try await other.connect(1, at: site)[0]
                try await other.run("/join \(room)")
                try await live.run("/plugin disable muc")
                #expect(live.census == bare)
                try await other.front.wait(for: "notice \(alice.name) went.")
                let missing = try await live.refusal(of: "/join \(room)")
                #expect(missing == "/join comes with the plugin muc; type /plugin enable muc.")
                try await live.run("/msg \(bob.address) I am still here")
                try await other.front.wait(for: "from \(alice.address) \(alice.address): I am still here")

                try await live.run("/plugin enable muc")
                try await live.run("/join \(room)")
                try await other.front.wait(for: "notice \(alice.name) came in.")
                try await other.run("/msg \(room) Welcome back")
                try await live.front.wait(for: "from \(room) \(bob.name): Welcome back")
            }
            try await live.front.wait(for: " went.")
        }
    }

    private static func room(of person: Person) -> String { "room-of-\(person.name)@conference.\(person.domain)" }
}
