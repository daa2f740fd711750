import Foundation
import GrapnelClient
import GrapnelStore
import GrapnelStream
import GrapnelTransport
import TestSupport

/// One client with a real profile and real connections, which break.
struct Endurance {
    private let plan: EndurancePlan
    private let board = Scoreboard()
    private let proxy: FaultProxy
    private let cutter: StanzaCutter
    private let refusals: RefusedResumptions

    init(_ plan: EndurancePlan) throws {
        self.plan = plan
        proxy = try FaultProxy(to: plan.port)
        cutter = StanzaCutter(NIOConnector(), wire: try plan.wire.map(WireLog.init(path:)))
        refusals = RefusedResumptions(cutter, share: plan.refusedShare, seed: plan.seed)
    }

    /// What the counts on standard output cannot tell.
    private struct Result: Encodable {
        let asked: Int
        let resumed: Int
        let refused: Int
        let connections: Int
        let complaints: [String]
    }

    func run() async throws {
        let profile = try await Profile.open(in: ProfileDirectory(at: plan.profile))
        let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
        let client = try Client(
            profile: profile, plugins: PluginSearchPath.sources(above: folder) ?? PluginSearchPath(folders: []),
            front: EnduranceFront(board: board), connector: refusals,
            keepAlive: KeepAliveSettings(pingAfter: .milliseconds(500), deadAfter: .milliseconds(1_500)),
            reconnection: ReconnectionSettings(
                shortestPause: .milliseconds(10), longestPause: .milliseconds(200), hourlyLimit: .max,
                heldAfter: .zero))
        try await client.start()
        try await command(
            client,
            "account add \(plan.account) --host 127.0.0.1 --port \(proxy.port) --ca \(plan.ca) --direct-tls "
                + "--password-command 'cat \(plan.passwordFile)'")
        try await command(client, "connect")
        try await withThrowingTaskGroup { group in
            group.addTask { try await Speaker(client: client, board: board, plan: plan).run() }
            group.addTask { try await Breaker(proxy: proxy, cutter: cutter, board: board, plan: plan).run() }
            group.addTask { try await encourage(client) }
            await Self.end()
            group.cancelAll()
            // Cancelled where it was waiting; anything else was told as a complaint.
            do { while try await group.next() != nil {} } catch is CancellationError {}
        }
        await client.stop()
        try tell()
    }

    /// Tries again where the client gave up, which is a complaint, so that the rest of the run still says something.
    private func encourage(_ client: Client) async throws {
        var count = 0
        while !Task.isCancelled {
            guard await board.wait(within: .seconds(3_600), until: { [count] in $0.surrenders.count > count }) else {
                continue
            }
            count += 1
            board.complain("the client gave up: \(board.state.surrenders[count - 1])")
            do { try await command(client, "connect") } catch is CancellationError { return } catch {}
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func command(_ client: Client, _ line: String) async throws {
        try await client.execute(line, conversation: nil) { _ in }
    }

    private func tell() throws {
        let result = Result(
            asked: refusals.asked, resumed: cutter.resumed, refused: refusals.refused,
            connections: proxy.counts.connections, complaints: board.state.complaints)
        Scoreboard.tell("result \(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))")
    }

    /// Returns when `end` comes, or nobody is there any more to say it.
    private static func end() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                while let line = readLine(), line != "end" {}
                continuation.resume()
            }
        }
    }
}
