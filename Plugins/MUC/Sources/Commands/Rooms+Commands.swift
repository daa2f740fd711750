internal import GrapnelKit

extension Rooms {
    /// The commands of the plugin, each with its grammar and help.
    var commands: [Command] {
        [
            Command(
                "join", "enter a room, or open one that you are in", area: "rooms",
                examples: ["/join lobby@conference.example.org", "/join lobby@conference.example.org Alice"],
                forms: [
                    .init(
                        "<room> [<nick>] [--password <text>]", "enter the room under a nick, or under your name", join)
                ]),
            Command(
                "part", "leave a room", area: "rooms",
                examples: ["/part", "/part lobby@conference.example.org", "/part See you tomorrow!"],
                forms: [.init("[<room>] [<text...>]", "leave the open or the named room, with a farewell", part)]),
            Command(
                "who", "list who is in a room", area: "rooms",
                examples: ["/who", "/who lobby@conference.example.org"],
                forms: [.init("[<room>]", "list the occupants with their roles and affiliations", who)]),
            Command(
                "nick", "change your nick in the open room", area: "rooms", examples: ["/nick Alice"],
                forms: [.init("<nick...>", "ask the room for another nick", nick)]),
            Command(
                "subject", "show or change what the open room is about", area: "rooms",
                examples: ["/subject", "/subject Release on Friday", "/subject --clear"],
                forms: [.init("[--clear] [<text...>]", "show the subject, set it to a text, or clear it", subject)]),
        ]
    }

    /// The room that a call names, or the open one.
    ///
    /// - Throws: ``CommandError`` where there is none, or we are not in it.
    func room(named name: JID?, of call: CommandCall) throws -> Room {
        let id: ConversationID
        if let name {
            id = ConversationID(account: try call.account.jid, peer: name.bare)
        } else if let open = call.conversation {
            id = ConversationID(account: open.account, peer: open.peer.bare)
        } else {
            throw CommandError("No room is open; name one, or enter one with /join.")
        }
        guard let room = table[id] else {
            throw CommandError("You are not in \(id.peer); /join \(id.peer) enters it.")
        }
        return room
    }

    /// The account whose room this is.
    func account(of room: Room) throws -> Account {
        guard let account = context.accounts.first(where: { $0.jid == room.id.account }) else {
            throw CommandError("The account \(room.id.account) is not enabled; enable it first.")
        }
        return account
    }
}
