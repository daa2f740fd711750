internal import GrapnelKit
internal import GrapnelStore

extension Client {
    func contactCommands() -> [Command] {
        [
            Command(
                "roster", "your contacts", area: "contacts",
                examples: ["/roster add bob@example.org Bob", "/roster group bob@example.org Friends, Work"],
                forms: [
                    .init("", "list the contacts", listRoster),
                    .init("list", "list the contacts", listRoster),
                    .init("add <jid> [<name...>]", "add a contact and ask to see their presence", addContact),
                    .init("rename <jid:contact> [<name...>]", "give a contact another name, or none", renameContact),
                    .init("group <jid:contact> [<groups...>]", "set the groups, with commas between", groupContact),
                    .init("remove <jid:contact>", "remove a contact, and end both subscriptions", removeContact),
                ]),
            Command(
                "sub", "who sees whose presence", area: "contacts",
                examples: ["/sub", "/sub allow bob@example.org"],
                forms: [
                    .init("", "list the requests that wait for your answer", listRequests),
                    .init("request <jid>", "ask to see somebody's presence", requestSubscription),
                    .init("allow <jid>", "let somebody see your presence", allowSubscription),
                    .init(
                        "deny <jid>", "refuse a request, or stop letting somebody see your presence", denySubscription),
                    .init("drop <jid:contact>", "stop seeing somebody's presence", dropSubscription),
                ]),
        ]
    }

    @Sendable private func listRoster(_ call: CommandCall) async throws {
        let chosen = call.chosenAccount == nil ? accounts : [try call.account]
        for account in chosen {
            let roster = try await requireSession(of: account).knownRoster()
            if chosen.count > 1 { call.print("\(account):") }
            if roster.items.isEmpty { call.print("No contacts yet; type /roster add somebody@server.") }
            call.print(
                rows: roster.sorted.map { item in
                    [
                        item.name ?? item.jid.local ?? item.jid.description, item.jid.description,
                        Self.presenceText(item, roster), Self.subscriptionText(item),
                        item.groups.joined(separator: ", "),
                    ]
                })
        }
    }

    private static func presenceText(_ item: RosterItem, _ roster: Roster) -> String {
        guard let presence = roster.presence(of: item.jid) else { return "offline" }
        return presence.status.map { "\(presence.show.rawValue) (\($0))" } ?? presence.show.rawValue
    }

    private static func subscriptionText(_ item: RosterItem) -> String {
        switch item.subscription {
        case .both: ""
        case .to: "does not see you"
        case .from: item.isAsking ? "asked" : "sees you"
        case .none: item.isAsking ? "asked" : "no subscription"
        }
    }

    @Sendable private func addContact(_ call: CommandCall) async throws {
        let (account, jid) = (try call.account, try address(call).bare)
        guard jid != account.jid else { throw CommandError("\(jid) is this account itself.") }
        let known = try await requireSession(of: account).knownRoster().items[jid]
        let item = RosterItem(jid: jid, name: call["name"] ?? known?.name, groups: known?.groups ?? [])
        try await set(.item(item), account)
        try await send(Presence(.subscribe, to: jid).element, account: account)
        call.print("Added \(item.name.map { "\($0) (\(jid))" } ?? "\(jid)"); their presence shows once they agree.")
    }

    @Sendable private func renameContact(_ call: CommandCall) async throws {
        let (account, item) = try await contact(call)
        try await set(.item(RosterItem(jid: item.jid, name: call["name"], groups: item.groups)), account)
        call.print("\(item.jid) is called \(call["name"] ?? item.jid.description) now.")
    }

    @Sendable private func groupContact(_ call: CommandCall) async throws {
        let (account, item) = try await contact(call)
        let groups = Set((call["groups"] ?? "").split(separator: ",").map { $0.trimmed }).subtracting([""]).sorted()
        try await set(.item(RosterItem(jid: item.jid, name: item.name, groups: groups)), account)
        let list = groups.joined(separator: ", ")
        call.print(groups.isEmpty ? "\(item.jid) is in no group." : "\(item.jid) is in \(list).")
    }

    @Sendable private func removeContact(_ call: CommandCall) async throws {
        let (account, item) = try await contact(call)
        try await set(.removal(item.jid), account)
        call.print("Removed \(item.jid).")
    }

    private func set(_ change: RosterChange, _ account: Account) async throws {
        try await requireSession(of: account).change(change)
    }

    private func contact(_ call: CommandCall) async throws -> (Account, RosterItem) {
        let (account, jid) = (try call.account, try address(call).bare)
        guard let item = try await requireSession(of: account).knownRoster().items[jid] else {
            throw CommandError("\(jid) is no contact of \(account); /roster lists them.")
        }
        return (account, item)
    }

    // MARK: Subscriptions

    @Sendable private func listRequests(_ call: CommandCall) async throws {
        var rows: [[String]] = []
        for account in accounts {
            for request in try await profile.requests(of: account.jid) {
                rows.append([request.sender.description, "asks \(account)", request.status ?? ""])
            }
        }
        if rows.isEmpty { call.print("Nobody waits for an answer.") }
        call.print(rows: rows)
    }

    @Sendable private func requestSubscription(_ call: CommandCall) async throws {
        try await subscribe(call, .subscribe, "Asked {} to show you their presence.")
    }

    @Sendable private func allowSubscription(_ call: CommandCall) async throws {
        try await subscribe(call, .subscribed, "{} may see your presence.")
    }

    @Sendable private func denySubscription(_ call: CommandCall) async throws {
        try await subscribe(call, .unsubscribed, "{} may not see your presence.")
    }

    @Sendable private func dropSubscription(_ call: CommandCall) async throws {
        try await subscribe(call, .unsubscribe, "You do not see the presence of {} any more.")
    }

    /// The account at which somebody's request waits, where that is one alone; else that of the call.
    private func accountAsked(by jid: JID, _ call: CommandCall) async throws -> Account {
        guard call.chosenAccount == nil else { return try call.account }
        var asked: [Account] = []
        for account in accounts {
            if try await profile.requests(of: account.jid).contains(where: { $0.sender == jid }) {
                asked.append(account)
            }
        }
        if let only = asked.first, asked.count == 1 { return only }
        return try call.account
    }

    private func subscribe(_ call: CommandCall, _ kind: Presence.Kind, _ sentence: String) async throws {
        let jid = try address(call).bare
        let isAnswer = kind == .subscribed || kind == .unsubscribed
        let chosen = isAnswer ? try await accountAsked(by: jid, call) : try call.account
        try await send(Presence(kind, to: jid).element, account: chosen)
        if isAnswer {
            try await profile.removeRequest(from: jid, of: chosen.jid)
        }
        let halves = sentence.split(separator: "{}", maxSplits: 1, omittingEmptySubsequences: false)
        call.print("\(halves[0])\(jid)\(halves[1])")
    }
}

extension Substring {
    /// Without blanks around it.
    var trimmed: String {
        guard let start = firstIndex(where: { $0 != " " }), let end = lastIndex(where: { $0 != " " }) else { return "" }
        return String(self[start...end])
    }
}
