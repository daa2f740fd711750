import GrapnelClient
import GrapnelKit
import GrapnelStore
import GrapnelStream
import Synchronization
import TestSupport
import Testing

/// A network that comes and goes as a test says.
private final class Network: NetworkMonitor, Connector {
    private let (stream, continuation) = AsyncStream<NetworkChange>.makeStream(bufferingPolicy: .bufferingOldest(8))
    private let attempts = Mutex(0)

    var count: Int { attempts.withLock { $0 } }

    func say(_ change: NetworkChange) { continuation.yield(change) }

    func changes() -> AsyncStream<NetworkChange> { stream }

    func connect(to endpoint: Endpoint, tls: TLSSettings) async throws(TransportError) -> any Transport {
        attempts.withLock { $0 += 1 }
        throw TransportError(.hostUnreachable, endpoint.description)
    }
}

@Suite("The network comes back", .timeLimit(.minutes(1)))
struct NetworkTests {
    @Test("A pause ends when the network is back, but an hour has no more attempts than it had before")
    func pauses() async throws {
        let directory = try TemporaryDirectory()
        let profile = try await Profile.open(in: ProfileDirectory(at: directory.path))
        try await profile.add(AccountRecord(try JID("alice@example.org")))
        let (network, front, clock) = (Network(), RecordingFront(secret: "secret"), ManualClock())
        let client = try Client(
            profile: profile, plugins: PluginSearchPath(folders: []), front: front, connector: network,
            network: network, clock: clock, reconnection: ReconnectionSettings(hourlyLimit: 3))
        try await client.start()
        // Time stands still: only the network can end a pause.
        for round in 1...4 {
            try await front.wait(for: "failed", after: mark(front, round))
            #expect(network.count == round)
            // A loss is no reason to try.
            network.say(.lost)
            network.say(.gained)
        }
        // The first attempt and three that were hurried: the hour is used up.
        network.say(.gained)
        await client.stop()
        #expect(network.count == 4)
    }

    @Test("A connection that seems to be up is doubted when something of the network goes or comes")
    func doubt() async throws {
        let network = Network()
        let client = try await ScriptedClient(network: network)
        for change in [NetworkChange.lost, .gained] {
            network.say(change)
            try await client.expect("<iq type='get' id='*' to='example.org'><ping xmlns='urn:xmpp:ping'/></iq>")
            await client.receive("<message from='bob@example.org'/>")
        }
        try await client.finish()
    }

    /// How many lines there were when the failure of this number had not come yet.
    private func mark(_ front: RecordingFront, _ round: Int) -> Int {
        var seen = 0
        for (index, line) in front.lines.enumerated() where line.contains("failed") {
            seen += 1
            if seen == round { return index }
        }
        return front.lines.count
    }
}
