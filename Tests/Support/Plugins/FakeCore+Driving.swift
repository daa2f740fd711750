@testable public import GrapnelKit
internal import Synchronization

extension FakeCore {
    /// Activates a plugin on this core, as the host would.
    public func activate(_ plugin: some Plugin, as id: String) async throws {
        try await plugin.activate(in: PluginContext(plugin: id, services: self))
    }

    /// Types a line in front; answers what the command printed.
    @discardableResult
    public func type(_ line: String, in conversation: JID? = nil) async throws -> [String] {
        let words = line.dropFirst().split(separator: " ", maxSplits: 1)
        guard line.hasPrefix("/"), let name = words.first,
            let command = state.withLock({ $0.commands[String(name)] })
        else { throw TestFailure("No plugin has added \(line).") }
        let rest = words.count == 2 ? String(words[1]) : ""
        for form in command.forms {
            guard let arguments = form.synopsis.match(rest) else { continue }
            let printed = Mutex<[String]>([])
            let call = CommandCall(
                arguments: arguments, conversation: conversation.map { ConversationID(account: account.jid, peer: $0) },
                chosenAccount: nil, services: self, output: { line in printed.withLock { $0.append(line) } })
            try await form.body(call)
            return printed.withLock { $0 }
        }
        throw TestFailure("No form of /\(name) takes “\(rest)”.")
    }

    /// What the person in front answers from now on; when there is no more, nobody is there.
    public func reply(_ answers: String...) {
        state.withLock { $0.replies = answers }
    }

    /// What the person in front was asked so far.
    public var questions: [String] { state.withLock(\.questions) }

    /// Lets somebody send a request; answers the handler's payload, nil for an empty result.
    public func ask(_ kind: IQ.RequestKind, _ payload: XMLElement, from source: Source) async throws -> XMLElement? {
        let key = "\(kind.rawValue) \(payload.name) \(payload.namespace)"
        guard let handler = state.withLock({ $0.handlers[key] }) else { throw StanzaError(.serviceUnavailable) }
        return try await handler(account, source, IQ(kind, id: newID(), payload: payload), payload)
    }

    /// Ends the session: claims go with it, as in the client.
    public func loseSession() async throws {
        setOnline(false)
        try await tell(SessionEnd(account: account), at: .sessionEnded)
    }

    /// Takes a broken stream up again: the session goes on, and claims with it.
    public func resumeSession() async throws {
        try await tell(SessionResumption(account: account), at: .sessionResumed)
    }

    /// Begins a session.
    public func startSession() async throws {
        setOnline(true)
        try await tell(SessionStart(account: account), at: .sessionStarted)
    }

    public func completions(_ kind: VariableKind, _ prefix: String, in conversation: JID? = nil) async -> [String] {
        let id = conversation.map { ConversationID(account: account.jid, peer: $0) }
        guard let body = state.withLock({ $0.completers[kind] }) else { return [] }
        return await body(CompletionQuery(prefix: prefix, conversation: id))
    }
}
