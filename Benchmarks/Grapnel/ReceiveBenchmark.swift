import GrapnelClient
import GrapnelKit
import GrapnelStore
import GrapnelTransport

/// A whole client with ten plugins that is sent messages; what it costs to take them in.
///
/// Without journal a plugin of this benchmark takes each message behind the ten and before the store; the product has
/// no such switch.
struct ReceiveBenchmark {
    /// Sees the messages that begin and end the measurement.
    private struct Meter: Plugin {
        let stopwatch: Stopwatch
        let isJournalling: Bool

        init() { self.init(Stopwatch(), isJournalling: true) }

        init(_ stopwatch: Stopwatch, isJournalling: Bool) {
            self.stopwatch = stopwatch
            self.isJournalling = isJournalling
        }

        func activate(in context: PluginContext) async throws {
            if isJournalling {
                context.observe(.messageStored) { [stopwatch] entry in stopwatch.see(entry.body) }
            } else {
                try context.filter(.messageReceived, at: .deduplicate) { [stopwatch] message in
                    stopwatch.see(message.stanza.body ?? "")
                    return .consume(reason: "benchmark")
                }
            }
        }
    }

    let directory: String
    let port: String
    let caFile: String
    let isJournalling: Bool

    /// Seconds of processor time from the message `begin` to the message `end`.
    func seconds() async throws -> Double {
        let profile = try await Profile.open(in: ProfileDirectory(at: directory))
        let client = try Client(
            profile: profile, plugins: PluginSearchPath(folders: []), front: SilentFront(),
            connector: NIOConnector())
        try await client.start()
        for letter in "abcdefghij" { try await client.activate(BenchPlugin(), as: "plugin-\(letter)") }
        let stopwatch = Stopwatch()
        try await client.activate(Meter(stopwatch, isJournalling: isJournalling), as: "meter")
        let account = "alice@localhost --host 127.0.0.1 --port \(port) --ca \(caFile) --direct-tls"
        for line in ["account add \(account)", "connect"] {
            try await client.execute(line, conversation: nil) { _ in }
        }
        let elapsed = await stopwatch.elapsed()
        await client.stop()
        return elapsed
    }
}
