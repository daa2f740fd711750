import GrapnelKit
import GrapnelStore
import GrapnelStream
import TestSupport
import Testing

@Suite("Archives of real servers", .timeLimit(.minutes(3)))
struct ArchiveTests {
    static let sites = ServerSetup.usual.map { Site(setup: $0, mode: .directTLS) }

    /// Two people of a server that no other test has.
    private func people(at site: Site) async throws -> (server: LiveServer, alice: Person, bob: Person) {
        let server = try await ServerPark.shared.server(site.setup)
        return (server, try server.person(), try server.person())
    }

    /// Runs a test with a device of each: two of Alice's, one of Bob's.
    private func run(
        at site: Site, _ body: @escaping @Sendable (Devices) async throws -> Void
    ) async throws {
        let (server, alice, bob) = try await people(at: site)
        let plugins = try LiveClient.builtPlugins()
        try await LiveClient.run(plugins: plugins) { first in
            try await LiveClient.run(plugins: plugins) { second in
                try await LiveClient.run(plugins: plugins) { other in
                    for (live, person) in [(first, alice), (second, alice), (other, bob)] {
                        try await live.add(person, at: site, on: server)
                    }
                    try await other.run("/connect")
                    try await body(Devices(first: first, second: second, bob: other, alice: alice, other: bob))
                }
            }
        }
    }

    private struct Devices: Sendable {
        let first: LiveClient
        let second: LiveClient
        let bob: LiveClient
        let alice: Person
        let other: Person

        func bobSays(_ words: some Sequence<String>) async throws {
            for word in words { try await bob.run("/msg \(alice.address) \(word)") }
            // The server takes what somebody sends in order.
            try await bob.run("/ping")
        }

        /// What Alice's conversation with Bob is on a device.
        func talk(_ device: LiveClient) async throws -> [String] {
            try await device.profile.journal(of: alice.conversation(with: other), limit: 5000)
                .map { "\($0.direction == .outgoing ? ">" : "<") \($0.body)" }
        }

        /// Says where a device's conversation differs from what it should be.
        func expect(_ device: LiveClient, _ expected: [String]) async throws {
            let talk = try await talk(device)
            guard talk != expected else { return }
            let place =
                zip(talk, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(talk.count, expected.count)
            let difference = "\(talk[place...].prefix(8)), not \(expected[place...].prefix(8))"
            Issue.record("\(talk.count) lines, not \(expected.count); from \(place) on \(difference)")
        }

        /// Goes online, and waits until everything has been read.
        func connect(_ device: LiveClient) async throws {
            try await device.run("/connect")
            try await upToDate(device)
        }

        func upToDate(_ device: LiveClient) async throws {
            try await within("reading the archive", limit: .seconds(60)) {
                while try await !device.run("/archive status").contains(where: { $0.hasSuffix("up to date.") }) {
                    // Each look is a round trip of its own, or at least a turn of the account's session.
                    try await device.run("/ping")
                }
            }
        }
    }

    @Test("A new device has what was said before, in order", arguments: sites)
    func newDevice(_ site: Site) async throws {
        try await run(at: site) { devices in
            try await devices.first.run("/connect")
            let count = 70
            for number in 1...count {
                try await devices.bobSays(["question \(number)"])
                try await devices.first.front.wait(for: ": question \(number)")
                try await devices.first.run("/msg \(devices.other.address) answer \(number)")
                try await devices.bob.front.wait(for: ": answer \(number)")
            }
            let expected = (1...count).flatMap { ["< question \($0)", "> answer \($0)"] }
            try await devices.expect(devices.first, expected)
            try await devices.connect(devices.second)
            try await devices.expect(devices.second, expected)
            #expect(try await devices.second.run("/archive sync") == ["Nothing was missed."])
        }
    }

    @Test(
        "What one device took from the server's store and what it answered, the other has when it comes back",
        arguments: sites)
    func takenByAnother(_ site: Site) async throws {
        try await run(at: site) { devices in
            try await devices.bobSays(["before"])
            try await devices.first.run("/connect")
            try await devices.first.front.wait(for: ": before")
            try await devices.upToDate(devices.first)
            try await devices.first.run("/disconnect")
            // Nobody is there: the server stores these, and hands them to the first device that comes.
            try await devices.bobSays((1...20).map { "missed \($0)" })
            try await devices.connect(devices.second)
            try await devices.second.run("/msg \(devices.other.address) answered elsewhere")
            try await devices.bob.front.wait(for: ": answered elsewhere")
            try await devices.bobSays(["after"])
            try await devices.second.front.wait(for: ": after")
            try await devices.second.run("/disconnect")
            let expected = ["< before"] + (1...20).map { "< missed \($0)" } + ["> answered elsewhere", "< after"]
            try await devices.expect(devices.second, expected)
            try await devices.connect(devices.first)
            try await devices.expect(devices.first, expected)
        }
    }

    @Test("Two devices at once show the same conversation, and the archive adds nothing", arguments: sites)
    func copies(_ site: Site) async throws {
        try await run(at: site) { devices in
            try await devices.connect(devices.first)
            try await devices.connect(devices.second)
            #expect(
                try await devices.first.run("/archive status").contains { $0.hasSuffix("other devices write: on.") })
            for number in 1...5 {
                for (device, name) in [(devices.first, "first"), (devices.second, "second")] {
                    try await device.run("/msg \(devices.other.address) \(name) \(number)")
                    try await devices.bob.front.wait(for: ": \(name) \(number)")
                    try await devices.bobSays(["heard \(name) \(number)"])
                    for each in [devices.first, devices.second] {
                        try await each.front.wait(for: ": heard \(name) \(number)")
                    }
                }
            }
            let expected = (1...5).flatMap { number in
                ["first", "second"].flatMap { ["> \($0) \(number)", "< heard \($0) \(number)"] }
            }
            for device in [devices.first, devices.second] {
                try await devices.expect(device, expected)
                #expect(try await device.run("/archive sync") == ["Nothing was missed."])
                try await devices.expect(device, expected)
            }
        }
    }

    @Test("A reading that is interrupted goes on at the next login: nothing lost, nothing doubled", arguments: sites)
    func interrupted(_ site: Site) async throws {
        let count = 600
        try await run(at: site) { devices in
            try await devices.bobSays(["before"])
            try await devices.connect(devices.first)
            try await devices.first.run("/disconnect")
            try await devices.bobSays((1...count).map(String.init))
            let seen = devices.first.front.lines.count
            let connecting = Task { try await devices.first.run("/connect") }
            try await devices.first.front.wait(for: "online as", after: seen)
            // The first of them, whichever way it comes.
            try await devices.first.front.wait(for: " ", after: devices.first.front.lines.count)
            try await devices.first.run("/disconnect")
            _ = try await connecting.value
            try await devices.connect(devices.first)
            try await devices.expect(devices.first, ["< before"] + (1...count).map { "< \($0)" })
        }
    }

    @Test("Preferences, fetching and going without the plugin", arguments: sites)
    func commands(_ site: Site) async throws {
        try await run(at: site) { devices in
            try await devices.connect(devices.first)
            #expect(
                try await devices.first.run("/archive prefs never") == [
                    "The server keeps nothing of what you say and hear."
                ])
            #expect(try await devices.first.run("/archive prefs always") == ["The server keeps everything."])
            let before = devices.first.census
            try await devices.first.run("/plugin disable archive")
            #expect(devices.first.census == before.filter { !$0.hasPrefix("archive ") })
            try await devices.bobSays(["without"])
            try await devices.first.front.wait(for: ": without")
            try await devices.first.run("/plugin enable archive")
            try await devices.upToDate(devices.first)
            #expect(devices.first.census == before)
            let lines = try await devices.first.run("/archive fetch \(devices.other.address) --before 2000-01-01")
            #expect(lines == ["The archive has nothing with \(devices.other.address) from before that."])
            try await devices.expect(devices.first, ["< without"])
        }
    }
}
