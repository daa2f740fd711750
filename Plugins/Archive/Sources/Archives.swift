internal import GrapnelKit
internal import Synchronization

/// The archives of all accounts: what they support, how far they have been read, and who is reading.
///
/// The state is changed under a lock and never held across a wait.
final class Archives: Sendable {
    /// The key under which it is kept how far an account's archive has been read.
    static let rangeKey = "range"

    let context: PluginContext
    let clock: ArchiveClock
    let limits: ArchiveLimits
    private let states = Mutex<[JID: ArchiveState]>([:])

    init(context: PluginContext, clock: ArchiveClock, limits: ArchiveLimits) {
        self.context = context
        self.clock = clock
        self.limits = limits
    }

    func state(of account: Account) -> ArchiveState {
        states.withLock { $0[account.jid] ?? ArchiveState() }
    }

    func change<Value: Sendable>(
        _ account: Account, _ body: (inout ArchiveState) -> sending Value
    ) -> Value {
        states.withLock { body(&$0[account.jid, default: ArchiveState()]) }
    }

    /// What has been read of an account's archive, as it is kept; what cannot be read counts as nothing.
    func range(of account: Account) async throws -> ArchiveRange? {
        if let known = state(of: account).range { return known }
        guard let text = try await context.setting(Self.rangeKey, of: account) else { return nil }
        let range: ArchiveRange
        do {
            range = try ArchiveRange(text: text)
        } catch {
            context.notice("\(error)", account: account)
            return nil
        }
        return change(account) { state in
            if state.range == nil { state.range = range }
            return state.range
        }
    }

    /// One line for each account, for `/plugin info`.
    var report: [String] {
        context.accounts.map { account in
            let state = state(of: account)
            let doing = state.isReading ? "reading" : state.isCaughtUp ? "up to date" : "not read in this session"
            let until = state.range?.newest.map { ", known up to \($0.moment)" } ?? ""
            return "\(account): \(doing)\(until)"
        }
    }
}
