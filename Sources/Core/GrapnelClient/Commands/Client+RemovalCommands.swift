internal import GrapnelKit
internal import GrapnelStore

extension Client {
    @Sendable func removeAccount(_ call: CommandCall) async throws {
        let account = try account(call)
        let isEverywhere = call["--server"] != nil
        if isEverywhere {
            let session = try requireSession(of: account)
            guard await session.live?.isReady == true else {
                throw CommandError("\(account) has to be online to be removed on its server; type /connect \(account).")
            }
            if call["--yes"] == nil { try await confirm(account, call) }
            try await removeOnServer(account, session)
            call.print("\(account.server) has removed \(account), with everything it kept of it.")
        }
        await remove(account.jid)
        let report = try await profile.removeAccount(account.jid, searching: call["--purge"] != nil)
        await front.forget(account.jid)
        let elsewhere = isEverywhere ? "" : "; it still exists on its server"
        call.print(
            "Removed \(account) from this profile, with its contacts, messages and keys, and the lines of the history "
                + "that were about it\(elsewhere).")
        for line in report.map({ Self.lines($0, of: account.description) }) ?? [] { call.print(line) }
        if let report, !report.traces.isEmpty {
            throw CommandError("Something of \(account) is left in this profile; the lines above say where.")
        }
    }

    /// The address, typed again, stands for a yes: this cannot be undone.
    private func confirm(_ account: Account, _ call: CommandCall) async throws {
        call.print("This removes \(account) on \(account.server) for ever, with its contacts and what is kept there.")
        guard let typed = await call.ask("Type the address to go on:") else {
            throw CommandError(
                "Nothing was removed: nobody can be asked here. Add --yes to remove \(account) on its server.")
        }
        guard typed[...].trimmed == account.description else {
            throw CommandError("Nothing was removed: that was not \(account).")
        }
    }

    private func removeOnServer(_ account: Account, _ session: Session) async throws {
        do {
            try await session.unregister()
        } catch let error as StanzaError {
            let words = error.text.map { $0.isEmpty ? "" : " The server says: \($0.cited)" } ?? ""
            switch error.condition {
            case .notAllowed, .forbidden, .serviceUnavailable, .featureNotImplemented:
                throw CommandError(
                    "Nothing was removed: \(account.server) lets nobody remove an account this way; "
                        + "look at its website.\(words)")
            default: throw CommandError("Nothing was removed. \(error)")
            }
        } catch let failure as RequestFailure {
            throw CommandError(
                "\(account.server) has not said whether \(account) is removed (\(failure)). Type /connect \(account): "
                    + "where the login is refused it is gone, and /account remove \(account) removes it here.")
        }
    }

    /// What a search after a removal has found, for people.
    static func lines(_ report: RemovalReport, of account: String) -> [String] {
        let count = report.traces.reduce(0) { $0 + $1.count }
        var lines = [
            "Searched \(report.files) files, \(report.octets.formattedOctets), for \(report.needles) pieces of it "
                + "(address, messages, keys): found \(count)."
        ]
        if report.shared > 0 {
            lines.append(
                "\(report.shared) of them are also another account's, such as a common contact, and stay with that one."
            )
        }
        for trace in report.traces {
            let places = trace.count == 1 ? "1 place" : "\(trace.count) places"
            lines.append(
                "\(trace.path): \(places) (\(trace.origins.joined(separator: ", "))); "
                    + (trace.path.contains(".sqlite")
                        ? "a workspace's name or a plugin's settings hold it, change those." : "delete this file."))
        }
        return lines
    }

    /// Ends a removal that was cut short the last time, and says so.
    func finishRemoval() async throws {
        guard let (account, report) = try await profile.finishRemoval() else { return }
        let sentence = "The removal of \(account) was cut short the last time; it is finished now."
        for line in [sentence] + Self.lines(report, of: account) { await front.present(.notice(Notice(line))) }
    }
}

extension Int {
    /// `412 KiB`.
    fileprivate var formattedOctets: String {
        switch self {
        case ..<1024: "\(self) octets"
        case ..<(1024 * 1024): "\(self / 1024) KiB"
        default: "\(self / 1024 / 1024) MiB"
        }
    }
}
