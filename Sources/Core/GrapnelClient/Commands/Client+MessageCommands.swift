internal import GrapnelKit
internal import GrapnelStore

extension Client {
    func messageCommands() -> [Command] {
        [
            Command(
                "msg", "write to somebody", area: "messages",
                examples: ["/msg bob@example.org Hey, are you around?"],
                forms: [
                    .init("<jid> [<text...>]", "send a message; without a text, open the conversation", sendMessage)
                ]),
            Command(
                "history", "what was said", area: "messages", examples: ["/history", "/history bob@example.org 50"],
                forms: [
                    .init("[<jid:conversation>] [<number>]", "show the last messages of a conversation", showHistory)
                ]),
        ]
    }

    @Sendable private func sendMessage(_ call: CommandCall) async throws {
        let (account, jid) = (try call.account, try address(call))
        let conversation = try await conversation(with: jid, account)
        if let text = call["text"] {
            try await say(text, in: conversation.id, kind: conversation.kind)
        } else {
            try await open(conversation.id, kind: conversation.kind)
        }
    }

    /// The conversation with an address: a room where it is known as one, an occupant where its room is, else a person.
    func conversation(
        with jid: JID, _ account: Account
    ) async throws -> (id: ConversationID, kind: ConversationKind) {
        let isInRoom = claims.contains(account: account.jid, room: jid.bare)
        let id = ConversationID(account: account.jid, peer: isInRoom ? jid : jid.bare)
        if isInRoom { return (id, jid.isBare ? .room : .direct) }
        return (id, try await profile.conversation(id)?.kind ?? .direct)
    }

    @Sendable private func showHistory(_ call: CommandCall) async throws {
        var count = 20
        var peer = call["jid"]
        if let word = call["number"] ?? peer, let number = Int(word) {
            guard (1...1000).contains(number) else { throw CommandError("Give a number from 1 to 1000.") }
            count = number
            if call["number"] == nil { peer = nil }
        }
        let id: ConversationID
        if peer != nil {
            id = try await conversation(with: try address(call), try call.account).id
        } else if let open = call.conversation {
            id = open
        } else {
            throw CommandError("Say whose history, as in /history bob@example.org, or open a conversation with /chat.")
        }
        let entries = try await profile.journal(of: id, limit: count)
        if entries.isEmpty { call.print("Nothing has been said with \(id.peer) yet.") }
        for entry in entries { await front.present(.past(entry)) }
    }
}
