internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

extension Client {
    func accountCommands() -> [Command] {
        [
            Command(
                "account", "the accounts of this profile", area: "accounts",
                examples: [
                    "/account add alice@example.org",
                    "/account add alice@example.org --password-command 'pass show xmpp'",
                    "/account set alice@example.org nick Alice",
                    "/account set alice@example.org certificate ~/alice.pem",
                    "/account set alice@example.org mechanism-pin none",
                    "/account set alice@example.org proxy socks5://127.0.0.1:9050",
                    "/account set alice@example.org proxy none",
                    "/account register you@example.org",
                    "/account remove alice@example.org --server --purge",
                ],
                forms: [
                    .init("", "list the accounts", listAccounts),
                    .init("list", "list the accounts", listAccounts),
                    .init("show [<account>]", "show everything about an account, but no secret", showAccount),
                    .init(
                        "add <jid> [--host <host>] [--port <number>] [--ca <path>] [--direct-tls] "
                            + "[--resource <resource>] [--nick <nick>] [--pin <fingerprint>] "
                            + "[--proxy <url>] "
                            + "[--password-command <command>]",
                        "add an account; only its address is needed", addAccount),
                    .init(
                        "set <account> host|port|ca|tls|resource|nick|pin|mechanism-pin|certificate|proxy"
                            + "|password-command [<value...>]",
                        "change one thing of an account; without a value it is unset", setAccount),
                    .init("enable|disable <account>", "connect it at start, or not", switchAccount),
                ] + accountLifeForms()),
            Command(
                "connect", "go online", area: "accounts", examples: ["/connect", "/connect alice@example.org"],
                forms: [.init("[<account>]", "connect an account, or all of them", connect)]),
            Command(
                "disconnect", "go offline", area: "accounts",
                forms: [.init("[<account>]", "disconnect an account, or all of them", disconnect)]),
            Command(
                "status", "what others see of you", area: "accounts",
                examples: ["/status away At lunch", "/status online"],
                forms: [
                    .init("online|chat|away|xa|dnd [<text...>]", "say how available you are", setStatus)
                ]),
        ]
    }

    @Sendable private func listAccounts(_ call: CommandCall) async throws {
        let records = try await profile.accounts()
        guard !records.isEmpty else {
            call.print("There is no account yet; type /account add you@server.")
            return
        }
        var rows: [[String]] = []
        for record in records {
            rows.append([record.jid.description, await stateText(record.jid), record.isEnabled ? "" : "not at start"])
        }
        call.print(rows: rows)
    }

    private func stateText(_ account: JID) async -> String {
        switch await session(of: account)?.state ?? .offline {
        case .offline: "offline"
        case .connecting: "connecting"
        case .online(let address): "online as \(address.resource ?? "")"
        case .failed(let reason, _): "offline: \(reason)"
        }
    }

    @Sendable private func showAccount(_ call: CommandCall) async throws {
        let account = try account(call)
        guard let record = try await profile.account(account.jid) else { throw CommandError("It is gone.") }
        let stream = await session(of: account.jid)?.live?.stream
        let before = [
            ["address", record.jid.description],
            ["state", await stateText(record.jid)],
            ["server", serverText(record, stream?.endpoint)],
            ["proxy", proxyText(record)],
            [
                "encryption",
                stream?.tls.map { "\($0.version) \($0.cipher)\($0.isResumed ? ", taken up again" : "")" }
                    ?? "not connected",
            ],
            ["certificate", stream?.tls?.peerFingerprint ?? "not connected"],
            ["pinned", record.pinnedFingerprint ?? "no"],
            ["extra CA file", record.caFile ?? "none"],
        ]
        let behind = [
            ["password", secretText(record)],
            ["own certificate", record.certificate ?? "none"],
            ["resource", record.resource ?? "the server's choice"],
            ["nick", record.nick ?? record.jid.local ?? ""],
            ["at start", record.isEnabled ? "connects" : "stays offline"],
        ]
        call.print(rows: before + LoginReport(record: record).rows + behind)
    }

    private func proxyText(_ record: AccountRecord) -> String {
        guard let proxy = record.proxy else { return "none" }
        return "\(proxy), \(proxy.login.map { "as \($0.user)" } ?? "on a circuit of this account alone")"
    }

    private func serverText(_ record: AccountRecord, _ connected: Endpoint?) -> String {
        if let connected { return "\(connected) by \(connected.mode.title)" }
        let plan = EndpointPlan(record.destination)
        if record.proxy != nil, record.host == nil { return "\(record.jid.domain), looked up by the proxy" }
        guard plan.questions.isEmpty else { return "what DNS says for \(record.jid.domain)" }
        return "\(plan.named) by \(plan.named.mode.title)"
    }

    private func secretText(_ record: AccountRecord) -> String {
        if let command = record.passwordCommand { return "from the command “\(command)”" }
        return record.scramKeys == nil ? "asked for at the next login" : "kept as keys, not in clear"
    }

    @Sendable private func addAccount(_ call: CommandCall) async throws {
        let jid = try address(call)
        guard jid.local != nil, jid.isBare else {
            throw CommandError("“\(jid)” is not the address of an account; write it as name@server.")
        }
        var record = AccountRecord(jid)
        for (option, value) in call.arguments where option != "jid" {
            try Self.change(&record, option.hasPrefix("--") ? String(option.dropFirst(2)) : option, value)
        }
        try await profile.add(record)
        add(Account(jid))
        call.print("Added \(jid); type /connect to go online.")
    }

    /// Sets one property by the name that the commands give it; nil unsets it.
    static func change(_ record: inout AccountRecord, _ name: String, _ value: String?) throws {
        switch name {
        case "host": record.host = value
        case "port":
            guard let value else { record.port = nil; return }
            guard let port = UInt16(value), port > 0 else {
                throw CommandError("“\(value)” is no port; give a number from 1 to 65535.")
            }
            record.port = port
        case "ca": record.caFile = value
        case "direct-tls": record.security = .direct
        case "tls":
            guard let security = AccountRecord.Security(rawValue: value ?? "automatic") else {
                throw CommandError("TLS begins automatic, direct or starttls.")
            }
            record.security = security
        case "resource": record.resource = value
        case "nick": record.nick = value
        case "pin": record.pinnedFingerprint = value?.lowercased().filter { $0 != ":" }
        case "proxy":
            do {
                record.proxy = try value.flatMap { $0 == "none" ? nil : try Proxy($0) }
            } catch {
                throw CommandError("\(error)")
            }
            record.proxyCircuit = record.proxy == nil ? nil : OpaqueID.next()
        case "certificate": record.certificate = value == "none" ? nil : value
        case "mechanism-pin":
            guard value == nil || value == "none" else {
                throw CommandError("The mechanism is pinned by logging in with it; it can only be unpinned, with none.")
            }
            record.usedMechanism = nil
            record.usedChannelBinding = false
        case "password-command": record.passwordCommand = value
        default: throw CommandError("An account has no “\(name)”.")
        }
    }

    @Sendable private func setAccount(_ call: CommandCall) async throws {
        let account = try account(call)
        let property = "host|port|ca|tls|resource|nick|pin|mechanism-pin|certificate|proxy|password-command"
        guard let name = call[property], var trial = try await profile.account(account.jid) else { return }
        let value = call["value"]
        try Self.change(&trial, name, value)
        // Again on the record as it is then: a login may store its keys meanwhile.
        try await profile.updateAccount(account.jid) { record in
            do { try Self.change(&record, name, value) } catch {}
        }
        call.print(
            value == nil
                ? "\(name) of \(account) is unset."
                : "\(name) of \(account) is set; it counts from the next connection on.")
    }

    @Sendable private func switchAccount(_ call: CommandCall) async throws {
        let account = try account(call)
        let isEnabled = call["enable|disable"] == "enable"
        try await profile.updateAccount(account.jid) { $0.isEnabled = isEnabled }
        call.print("\(account) \(isEnabled ? "connects" : "stays offline") at start.")
    }

    @Sendable private func connect(_ call: CommandCall) async throws {
        let accounts = call["account"] == nil && call.chosenAccount == nil ? accounts : [try account(call)]
        guard !accounts.isEmpty else { throw CommandError("There is no account yet; type /account add you@server.") }
        var failures: [String] = []
        for account in accounts {
            do {
                try await requireSession(of: account).connect()
            } catch let error as SessionError {
                failures.append("\(account): \(error)")
            }
        }
        if !failures.isEmpty { throw CommandError(failures.joined(separator: " ")) }
    }

    @Sendable private func disconnect(_ call: CommandCall) async throws {
        let accounts = call["account"] == nil && call.chosenAccount == nil ? accounts : [try account(call)]
        for account in accounts {
            try await requireSession(of: account).disconnect()
            call.print("\(account) is offline.")
        }
    }

    @Sendable private func setStatus(_ call: CommandCall) async throws {
        let show = call["online|chat|away|xa|dnd"].flatMap(Presence.Show.init(rawValue:)) ?? .online
        let accounts = call.chosenAccount == nil ? accounts : [try call.account]
        for account in accounts {
            try await requireSession(of: account).announce(Presence(show: show, status: call["text"]))
        }
        call.print("You are shown as \(show.rawValue).")
    }
}
