import GrapnelClient
import TestSupport
import Testing

@Suite("A connection as time goes by", .timeLimit(.minutes(1)))
struct ConnectionTimeTests {
    @Test("A server that falls silent is asked after a minute and given up half a minute later")
    func silence() async throws {
        let clock = ManualClock()
        let scripted = try await ScriptedClient(clock: clock)
        try await pass(.seconds(59), on: clock)
        try await pass(.seconds(1), on: clock)
        try await scripted.expect("<iq type='get' id='*' to='example.org'><ping xmlns='urn:xmpp:ping'/></iq>")
        try await pass(.seconds(29), on: clock)
        #expect(!scripted.front.lines.contains { $0.contains("failed") })
        try await pass(.seconds(1), on: clock)
        try await scripted.shows("alice@example.org failed: ")
        let attempts = scripted.front.lines.filter { $0 == "alice@example.org connecting" }.count
        #expect(attempts == 1)
        await scripted.client.stop()
    }

    @Test("Anything that a silent server sends keeps the connection")
    func answered() async throws {
        let clock = ManualClock()
        let scripted = try await ScriptedClient(clock: clock)
        try await pass(.seconds(60), on: clock)
        try await scripted.expect("<iq type='get' id='*' to='example.org'><ping xmlns='urn:xmpp:ping'/></iq>")
        try await pass(.seconds(20), on: clock)
        try await scripted.settle()
        try await pass(.seconds(20), on: clock)
        try await scripted.finish()
        #expect(!scripted.front.lines.contains { $0.contains("failed") })
    }

    @Test("Each pause after a failure has a bound twice the one before, and the attempt follows it")
    func pauses() async throws {
        let clock = ManualClock()
        let scripted = try await ScriptedClient(clock: clock)
        await scripted.server.close()
        for failure in 0..<12 {
            try await scripted.front.wait(for: "failed", times: failure + 1)
            let pause = try await clock.sleeper()
            #expect(pause >= .seconds(1))
            #expect(pause <= min(.seconds(300), .seconds(1) * (1 << failure)))
            clock.advance(by: pause)
            try await scripted.refuseConnection()
        }
        await scripted.client.stop()
    }

    @Test("A server that takes a connection and says nothing is given up after half a minute")
    func dumb() async throws {
        let clock = ManualClock()
        let scripted = try await ScriptedClient(clock: clock)
        await scripted.server.close()
        try await scripted.shows("failed")
        clock.advance(by: try await clock.sleeper())
        try await clock.sleeper { $0 == .seconds(30) }
        clock.advance(by: .seconds(30))
        try await scripted.front.wait(for: "failed", times: 2)
        await scripted.client.stop()
    }

    /// Lets time pass for a session that has gone to sleep.
    private func pass(_ duration: Duration, on clock: ManualClock) async throws {
        try await clock.sleeper()
        clock.advance(by: duration)
    }
}
