internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

extension Client {
    /// Accounts that begin, change and end on their servers.
    func accountLifeForms() -> [Command.Form] {
        [
            .init(
                "register <jid> [--host <host>] [--port <number>] [--ca <path>] [--direct-tls] [--proxy <url>] "
                    + "[--password-command <command>] [<answers...>]",
                "make an account at a server that allows it, and add it; what the server asks for is asked here, or "
                    + "given as name=value",
                registerAccount),
            .init(
                "password <account> [--password-command <command>]",
                "change the password on the server; the new one is asked for, or printed by a command", changePassword),
            .init(
                "remove <account> [--server] [--purge] [--yes]",
                "remove it from this profile with all that belongs to it; --server removes it there first and for ever, "
                    + "--purge searches every file afterwards and says what it found", removeAccount),
        ]
    }

    @Sendable private func registerAccount(_ call: CommandCall) async throws {
        let jid = try address(call)
        guard jid.local != nil, jid.isBare else {
            throw CommandError("“\(jid)” is not the address of an account; write the one you want as name@server.")
        }
        guard try await profile.account(jid) == nil else {
            throw CommandError("\(jid) is in this profile already; /account show \(jid) says more.")
        }
        var record = AccountRecord(jid)
        for (option, value) in call.arguments where option.hasPrefix("--") {
            try Self.change(&record, String(option.dropFirst(2)), value)
        }
        let password = Keeper()
        call.print("Asking \(jid.domain) for an account …")
        do {
            try await RegistrationStream(record: record, connector: connector, clock: clock).run { form in
                try await fill(form, for: record, call, keeping: password)
            }
        } catch let error as TransportError {
            throw CommandError(error.sentence.capitalizedSentence)
        }
        try await profile.add(record)
        add(Account(jid))
        call.print("\(jid.domain) has made the account \(jid); it is in this profile now.")
        let session = try requireSession(of: Account(jid))
        if let password = password.value { await session.take(password) }
        try await session.connect()
    }

    private func fill(
        _ form: RegistrationForm, for record: AccountRecord, _ call: CommandCall, keeping password: Keeper
    ) async throws -> DataForm {
        let jid = record.jid
        if let url = form.url { call.print("\(jid.domain) also makes accounts on the web: \(url)") }
        let words = call["answers"] ?? ""
        var known = ["username": [jid.local ?? ""]]
        let hasPassword = CommandLineWord.split(words).contains { $0.text.hasPrefix("password=") }
        if !hasPassword, form.form["password"] != nil,
            let new = try await newPassword("Password for \(jid): ", command: record.passwordCommand)
        {
            known["password"] = [new]
        }
        let pictures = try await show(form, call)
        defer { for picture in pictures { picture.delete() } }
        let submission = try await call.fill(form.form, with: words, known: known)
        guard submission["username"].map({ $0.values == [jid.local ?? ""] }) ?? true else {
            throw CommandError(
                "The name stands in the address already; leave username=… out, or write another address.")
        }
        password.value = submission["password"]?.values.first
        return submission
    }

    /// Puts the pictures of a form where a person can open them.
    private func show(_ form: RegistrationForm, _ call: CommandCall) async throws -> [PictureFile] {
        var pictures: [PictureFile] = []
        for field in form.form.questions where !field.media.isEmpty {
            let (data, url) = form.medium(of: field)
            if let data {
                do {
                    let picture = try await PictureFile(data, in: profile.directory.cache)
                    pictures.append(picture)
                    call.print("What “\(field.title)” is about is in \(picture.path); open it to answer.")
                } catch {
                    call.print("\(error)")
                }
            } else if let url {
                call.print("What “\(field.title)” is about is at \(url)")
            }
        }
        return pictures
    }

    @Sendable private func changePassword(_ call: CommandCall) async throws {
        let account = try account(call)
        let session = try requireSession(of: account)
        guard await session.live?.stream?.tls != nil else { throw Session.offline(account) }
        let question = "New password for \(account): "
        guard let password = try await newPassword(question, command: call["--password-command"]) else {
            throw CommandError(
                "Nobody can be asked for the new password; use a terminal, or --password-command with a command that "
                    + "prints it.")
        }
        do {
            try await session.changePassword(to: password)
        } catch let error as StanzaError {
            throw CommandError(Self.passwordRefusal(error, account))
        }
        call.print("The password of \(account) is changed; the keys that were kept are replaced.")
        if try await profile.account(account.jid)?.passwordCommand != nil {
            call.print("Its password command has to print the new one from now on; /account set changes the command.")
        }
    }

    private static func passwordRefusal(_ error: StanzaError, _ account: Account) -> String {
        let words = error.text.map { $0.isEmpty ? "" : " The server says: \($0.cited)" } ?? ""
        let server = account.server
        return switch error.condition {
        case .notAllowed, .forbidden, .serviceUnavailable, .featureNotImplemented:
            "\(server) lets nobody change a password here; look at its website.\(words)"
        case .notAcceptable, .badRequest, .policyViolation:
            "\(server) does not take this password; choose a longer one.\(words)"
        default: "The password was not changed. \(error)"
        }
    }

    /// A password that was typed twice alike, or that a command printed; nil where nobody can be asked.
    private func newPassword(_ question: String, command: String?) async throws -> String? {
        if let command { return try await PasswordCommand.run(command) }
        for _ in 0..<3 {
            guard let first = await front.secret(question) else { return nil }
            guard !first.isEmpty else { throw CommandError("The password is empty; nothing was changed.") }
            guard let second = await front.secret("The same again: ") else { return nil }
            if first == second { return first }
            await front.present(.notice(Notice("The two are not the same; once more.")))
        }
        throw CommandError("The two were never the same; nothing was changed.")
    }

    /// Holds what was typed from the question to the login.
    private final class Keeper {
        var value: String?
    }
}
