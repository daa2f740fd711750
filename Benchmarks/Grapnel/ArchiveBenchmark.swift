import GrapnelClient
import GrapnelKit
import GrapnelStore
import GrapnelTransport
import Synchronization

/// A client that comes back and reads what it has missed from its archive into its database.
struct ArchiveBenchmark {
    let directory: String
    let port: String
    let caFile: String
    /// How many messages are to be there in the end.
    let count: Int

    /// Logs in and reads; answers the seconds of processor time and of the clock that it took.
    func seconds() async throws -> (processor: Double, clock: Double) {
        let profile = try await Profile.open(in: ProfileDirectory(at: directory))
        let client = try Client(
            profile: profile, plugins: .bundled(), front: SilentFront(), connector: NIOConnector())
        try await client.start(connecting: false)
        if try await profile.accounts().isEmpty {
            let account = "alice@localhost --host 127.0.0.1 --port \(port) --ca \(caFile) --direct-tls"
            try await client.execute("account add \(account)", conversation: nil) { _ in }
        }
        let (processor, start) = (ProcessorTime.seconds, ContinuousClock.now)
        try await client.execute("connect", conversation: nil) { _ in }
        while try await !isUpToDate(client) { try await Task.sleep(for: .milliseconds(50)) }
        let elapsed = (ProcessorTime.seconds - processor, (ContinuousClock.now - start) / .seconds(1))
        let conversation = ConversationID(account: try JID("alice@localhost"), peer: try JID("bob@localhost"))
        let found = try await profile.journal(of: conversation, limit: count + 1).count
        await client.stop()
        guard found == count else { throw CommandError("There are \(found) messages instead of \(count).") }
        return elapsed
    }

    /// The reading begins by itself at the login; nothing but the plugin's own command says how far it is.
    private func isUpToDate(_ client: Client) async throws -> Bool {
        let said = Mutex(false)
        try await client.execute("archive status", conversation: nil) { line in
            if line.hasSuffix("up to date.") { said.withLock { $0 = true } }
        }
        return said.withLock(\.self)
    }
}
