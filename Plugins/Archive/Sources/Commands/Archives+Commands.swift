internal import GrapnelKit

extension Archives {
    /// `/archive` with all its forms.
    var command: Command {
        Command(
            "archive", "history that the server keeps", area: "messages",
            examples: [
                "/archive status", "/archive sync", "/archive fetch bob@example.org --count 200",
                "/archive fetch --before 2026-10-01", "/archive prefs", "/archive prefs roster",
            ],
            forms: [
                .init("status", "say what the server keeps and how much of it has been read", showStatus),
                .init("sync", "read what was missed, now", syncNow),
                .init(
                    "fetch [<jid:conversation>] [--before <date>] [--count <number>]",
                    "read what was said before, with somebody or in all conversations; then see /history", fetch),
                .init("prefs", "say what the server keeps", showPreferences),
                .init(
                    "prefs always|never|roster",
                    "have the server keep everything, nothing, or what is said with your contacts", setPreferences),
            ])
    }

    @Sendable private func showStatus(_ call: CommandCall) async throws {
        let account = try await online(call)
        let support = try await support(of: account)
        let state = state(of: account)
        call.print("\(account)")
        call.print("  \(support.hasArchive ? "The server keeps an archive." : "The server keeps no archive.")")
        call.print("  Copies of what your other devices write: \(state.getsCopies ? "on" : "off").")
        guard let range = try await range(of: account), let newest = range.newest, let oldest = range.oldest else {
            return call.print(
                state.isCaughtUp ? "  There was nothing to read; up to date." : "  Nothing has been read yet.")
        }
        let end = state.isReading ? "and being read" : state.isCaughtUp ? "up to date" : "read up to \(newest.moment)"
        let beginning = range.hasBeginning ? ", which is its beginning" : "; /archive fetch reads on before that"
        call.print("  Known from \(oldest.moment)\(beginning); \(end).")
        for gap in range.gaps { call.print("  \(gap.sentence)") }
    }

    @Sendable private func syncNow(_ call: CommandCall) async throws {
        let account = try await requireArchive(call)
        let summary = try await catchUp(account, tell: { _ in })
        let count = summary.stored == 1 ? "One message was" : "\(summary.stored) messages were"
        call.print(summary.stored == 0 ? "Nothing was missed." : "\(count) new.")
    }

    // MARK: Preferences

    @Sendable private func showPreferences(_ call: CommandCall) async throws {
        let account = try await requireArchive(call)
        show(try await preferences(of: account), call)
    }

    @Sendable private func setPreferences(_ call: CommandCall) async throws {
        let account = try await requireArchive(call)
        var wanted = try await preferences(of: account)
        wanted.rule = call["always|never|roster"].flatMap(ArchivePreferences.Rule.init(rawValue:))
        let answer = try await context.request(.set, wanted, on: account)
        show(try answer.payload(ArchivePreferences.self) ?? wanted, call)
    }

    private func preferences(of account: Account) async throws -> ArchivePreferences {
        let answer = try await context.request(.get, ArchivePreferences(), on: account)
        guard let found = try answer.payload(ArchivePreferences.self) else {
            throw CommandError("The server did not say what it keeps; it may not let its users choose.")
        }
        return found
    }

    private func show(_ preferences: ArchivePreferences, _ call: CommandCall) {
        switch preferences.rule {
        case .never: call.print("The server keeps nothing of what you say and hear.")
        case .roster: call.print("The server keeps what is said with your contacts.")
        case .always, nil: call.print("The server keeps everything.")
        }
        for address in preferences.always { call.print("  always what is said with \(address)") }
        for address in preferences.never { call.print("  never what is said with \(address)") }
    }

    // MARK: What every form needs

    func online(_ call: CommandCall) async throws -> Account {
        let account = try call.account
        guard context.boundAddress(of: account) != nil else {
            throw CommandError("\(account) is not online; type /connect \(account).")
        }
        return account
    }

    func requireArchive(_ call: CommandCall) async throws -> Account {
        let account = try await online(call)
        guard try await support(of: account).hasArchive else {
            throw CommandError("The server of \(account) keeps no archive; only what this client has heard is here.")
        }
        return account
    }
}
