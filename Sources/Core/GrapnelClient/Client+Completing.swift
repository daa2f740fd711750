public import GrapnelKit
internal import GrapnelStore
internal import Synchronization

extension Client {
    /// What the unfinished last word of a command line, without its slash, may become; at most 200.
    public func complete(_ line: String, conversation: ConversationID?) async -> [String] {
        var words = CommandLineWord.split(line).map(\.text)
        if line.isEmpty || line.hasSuffix(" ") { words.append("") }
        guard let prefix = words.popLast() else { return [] }
        guard let name = words.first else {
            return commandTable.all.map(\.name).filter { $0.hasPrefix(prefix) }
        }
        guard let command = commandTable[name] else { return [] }
        var complete = Array(words.dropFirst())
        var account = conversation?.account
        if complete.first == "-a" {
            if complete.count == 1 { return accounts.map(\.description).filter { $0.hasPrefix(prefix) } }
            account = accounts.first { $0.description == complete[1] }?.jid
            complete.removeFirst(2)
        }
        var found: Set<String> = []
        let query = CompletionQuery(
            prefix: prefix, conversation: conversation, words: complete, account: account)
        for expectation in Set(command.forms.flatMap { $0.synopsis.expectation(after: complete) }) {
            switch expectation {
            case .word(let word): if word.hasPrefix(prefix) { found.insert(word) }
            case .kind(let kind): found.formUnion(await completers.candidates(kind, query))
            }
        }
        return Array(found.sorted().prefix(CompleterTable.bound))
    }

    /// The kinds that the core knows.
    func registerCompleters() {
        complete(.account, owner: Ledger.core) { [self] _ in accounts.map(\.description) }
        complete(.command, owner: Ledger.core) { [self] _ in commandTable.all.map(\.name) }
        complete(.plugin, owner: Ledger.core) { [self] _ in
            await plugins?.statuses.map(\.manifest.id) ?? []
        }
        for kind in [VariableKind.jid, .contact] {
            complete(kind, owner: Ledger.core) { [self] _ in await contacts() }
        }
        complete(.conversation, owner: Ledger.core) { [self] _ in await contacts() + (await conversations()) }
        complete(.workspace, owner: Ledger.core) { [self] _ in
            do { return try await profile.workspaces().map(\.name) } catch { return [] }
        }
    }

    private func contacts() async -> [String] {
        var found: [String] = []
        for session in sessions.withLock({ Array($0.values) }) {
            found += await session.roster.items.keys.map(\.description)
        }
        return found
    }

    private func conversations() async -> [String] {
        do { return try await profile.conversations().map(\.id.description) } catch { return [] }
    }
}
