@testable public import GrapnelKit
internal import Synchronization

/// A core without a stream: it keeps what a plugin registers and sends, and lets a test play the rest of the world.
public final class FakeCore: Sendable {
    /// What a plugin did that a peer or a person would notice, in order.
    public enum Act: Sendable, Hashable, CustomStringConvertible {
        case sent(XMLElement)
        case requested(XMLElement, to: JID?)
        case said(String, in: JID)
        case opened(JID)
        case noticed(String)
        case claimed(JID, XMLElement)
        case noted(JID)
        case released(JID, XMLElement?)

        public var description: String {
            switch self {
            case .sent(let stanza): "sent \(stanza)"
            case .requested(let payload, let to): "requested \(payload) of \(to?.description ?? "the server")"
            case .said(let text, let peer): "said \(text) in \(peer)"
            case .opened(let peer): "opened \(peer)"
            case .noticed(let text): "noticed \(text)"
            case .claimed(let room, let presence): "claimed \(room) with \(presence)"
            case .noted(let occupant): "noted \(occupant)"
            case .released(let room, let presence): "released \(room) with \(presence?.description ?? "nothing")"
            }
        }
    }

    typealias Handler = @Sendable (Account, Source, IQ, XMLElement) async throws -> XMLElement?
    typealias Answering = @Sendable (XMLElement, JID?) async throws -> XMLElement?

    struct State {
        var acts: [Act] = []
        var features: Set<String> = []
        var bindFeatures: [XMLElement] = []
        var handlers: [String: Handler] = [:]
        var filters: [String: [@Sendable (any Sendable) async throws -> any Sendable]] = [:]
        var observers: [String: [@Sendable (any Sendable) async throws -> Void]] = [:]
        var commands: [String: Command] = [:]
        var completers: [VariableKind: CompletionBody] = [:]
        var claims: Set<JID> = []
        var replies: [String] = []
        var questions: [String] = []
        var isOnline = true
        var ids = 0
        var settings: [String: String] = [:]
        var answering: Answering = { _, _ in nil }
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    public let account: Account
    let state = Mutex(State())
    /// Tasks that the plugin started; a test awaits or cancels them through the core.
    let tasks = Mutex<[Task<Void, Never>]>([])

    public init(account: String = "alice@example.org") throws {
        self.account = Account(try JID(account))
    }

    deinit {
        for task in tasks.withLock({ $0 }) { task.cancel() }
    }

    /// Decides what requests are answered with; nil is an empty result.
    public func answerRequests(
        _ body: @escaping @Sendable (_ payload: XMLElement, _ to: JID?) async throws -> XMLElement?
    ) {
        state.withLock { $0.answering = body }
    }

    /// What happened since the last call.
    public func takeActs() -> [Act] {
        state.withLock { state in
            defer { state.acts = [] }
            return state.acts
        }
    }

    public var features: Set<String> { state.withLock(\.features) }

    /// What is asked for together with every session.
    public var bindFeatures: [XMLElement] { state.withLock(\.bindFeatures) }
    public var claims: Set<JID> { state.withLock(\.claims) }
    public var commandNames: [String] { state.withLock { $0.commands.keys.sorted() } }

    /// The work that the plugin runs of its own, also what is done.
    public var startedTasks: [Task<Void, Never>] { tasks.withLock { $0 } }

    public func setOnline(_ isOnline: Bool) {
        state.withLock { $0.isOnline = isOnline }
    }

    func record(_ act: Act) {
        let watchers = state.withLock { state in
            state.acts.append(act)
            defer { state.watchers = [] }
            return state.watchers
        }
        for watcher in watchers { watcher.resume() }
    }

    /// Waits until the plugin has done something that matches, and answers everything done until then.
    public func acts(until matches: @Sendable (Act) -> Bool) async -> [Act] {
        while true {
            if state.withLock({ $0.acts.contains(where: matches) }) { return takeActs() }
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if state.acts.contains(where: matches) { return true }
                    state.watchers.append(continuation)
                    return false
                }
                if isThere { continuation.resume() }
            }
        }
    }
}
