public import GrapnelKit

/// XEP-0313: history from the server, with copies of what other devices write (XEP-0280) and trusted identifiers
/// (XEP-0359), so that every message is one row whichever way it came.
public struct ArchivePlugin: Plugin {
    private let clock: ArchiveClock
    private let limits: ArchiveLimits
    let source = ReportSource()

    public init() {
        self.init(clock: .real)
    }

    init(clock: ArchiveClock, limits: ArchiveLimits = ArchiveLimits()) {
        self.clock = clock
        self.limits = limits
    }

    public func activate(in context: PluginContext) async throws {
        let archives = Archives(context: context, clock: clock, limits: limits)
        source.set(archives)
        try context.filter(.messageReceived, at: .validate, named: "copies", archives.unwrap)
        try context.filter(.messageReceived, at: .validate, named: "ids", after: ["archive.copies"], archives.identify)
        context.bindFeature(MessageCopy.Enabling().element)
        try context.filter(.messagesUncertain, at: .deduplicate, archives.settle)
        context.observe(.sessionStarted, archives.begin)
        context.observe(.sessionResumed, archives.goOn)
        context.observe(.sessionEnded, archives.end)
        context.observe(.messageStored, archives.note)
        try context.command(archives.command)
        // An account that is online already will not begin a session for this plugin.
        for account in context.accounts where context.boundAddress(of: account) != nil {
            archives.start(account)
        }
    }

    public func report() async -> [String] { source.lines }
}
