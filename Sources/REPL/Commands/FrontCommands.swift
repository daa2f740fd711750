internal import GrapnelClient
internal import GrapnelKit
internal import GrapnelStore

/// The commands that are about the front itself.
struct FrontCommands: Sendable {
    let client: Client
    let profile: Profile
    let front: any CommandedFront

    /// - Throws: ``CommandError`` where a name is taken.
    func register() throws {
        let help = HelpText(client: client)
        let commands = [
            Command(
                "help", "what there is, and how it is used", area: "front",
                examples: ["/help", "/help roster", "/roster?"],
                forms: [
                    .init("[<command...>]", "list the commands, or those of an area, or explain one") { call in
                        try help.lines(about: call["command"] ?? "").forEach(call.print)
                    }
                ]),
            Command(
                "chat", "choose the conversation that plain lines go to", area: "messages",
                examples: ["/chat", "/chat bob@example.org", "/chat bob"],
                forms: [
                    .init("[<conversation...>]", "open one by address or name; alone, list the recent ones", chat)
                ]),
            Command(
                "unread", "what you have not seen yet", area: "messages",
                forms: [.init("", "list the conversations with unread messages", unread)]),
            Command(
                "next", "go on to what is unread", area: "messages",
                forms: [.init("", "open the conversation that has waited longest", next)]),
            Command(
                "clear", "empty the screen", area: "front",
                forms: [.init("", "empty the screen; nothing is deleted") { _ in await front.clear() }]),
            Command(
                "quit", "leave", area: "front",
                forms: [.init("", "go offline in order and leave") { _ in await front.quit() }]),
        ]
        for command in commands { try client.register(command) }
    }

    @Sendable private func unread(_ call: CommandCall) async throws {
        let desk = await front.desk
        if desk.unread.isEmpty { call.print("Nothing is unread.") }
        for entry in desk.unread {
            call.print("\(desk.tag(entry.id)): \(entry.count == 1 ? "1 message" : "\(entry.count) messages")")
        }
    }

    @Sendable private func next(_ call: CommandCall) async throws {
        guard let first = await front.desk.unread.first else {
            call.print("Nothing is unread.")
            return
        }
        try await client.openConversation(first.id, kind: first.kind)
    }

    @Sendable private func chat(_ call: CommandCall) async throws {
        guard let wanted = call["conversation"] else { return try await listRecent(call) }
        if wanted.contains("@") {
            let jid: JID
            do { jid = try JID(wanted) } catch { throw CommandError("\(error)") }
            return try await client.openConversation(with: jid, on: try call.account)
        }
        let matches = ConversationSearch(try await candidates()).matches(for: wanted)
        guard let match = matches.first else {
            throw CommandError("No contact or conversation is called “\(wanted)”; /roster and /chat list them.")
        }
        guard matches.count == 1 else {
            let names = matches.prefix(5).map { "\($0.id.peer)" }.joined(separator: ", ")
            throw CommandError("“\(wanted)” may be \(names)\(matches.count > 5 ? " and more" : ""); write the address.")
        }
        try await client.openConversation(match.id, kind: match.kind)
    }

    private func listRecent(_ call: CommandCall) async throws {
        let desk = await front.desk
        let records = try await profile.conversations().prefix(15)
        if records.isEmpty { call.print("There is no conversation yet; type /chat somebody@server.") }
        for record in records {
            let count = desk.unread.first { $0.id == record.id }?.count ?? 0
            let mark = record.id == desk.open?.id ? " (open)" : count > 0 ? " (\(count) unread)" : ""
            call.print(desk.tag(record.id) + mark)
        }
    }

    private func candidates() async throws -> [ConversationSearch.Candidate] {
        var candidates: [ConversationSearch.Candidate] = []
        for record in try await profile.conversations() {
            candidates.append(.init(id: record.id, kind: record.kind, name: nil))
        }
        for (account, item) in await client.contacts() {
            let id = ConversationID(account: account.jid, peer: item.jid)
            candidates.append(.init(id: id, kind: .direct, name: item.name))
        }
        return candidates
    }
}
