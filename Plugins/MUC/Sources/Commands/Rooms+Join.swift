internal import GrapnelKit

extension Rooms {
    /// `/join`: enters a room, tells what there is to know of it, and opens it.
    func join(_ call: CommandCall) async throws {
        guard let address = try call.jid("room") else { return }
        let account = try call.account
        let wish = try JoinWish(
            room: address, nick: call["nick"], password: call["--password"], account: account.jid)
        let id = ConversationID(account: account.jid, peer: wish.room)
        var room = Room(id: id, nick: wish.nick, password: wish.password)
        if let known = table[id] {
            if known.phase == .inside {
                if wish.namesNick, wish.nick != known.nick {
                    call.print("You are in \(wish.room) already as \(known.nick); /nick \(wish.nick) changes that.")
                }
                return try await context.open(id, kind: .room)
            }
            if known.phase == .lost {
                room = known
                room.enterAgain()
                if wish.namesNick { room.nick = wish.nick }
                room.password = wish.password ?? known.password
            }
        }
        let welcome = try await enter(room, on: account)
        for line in welcome.lines { call.print(line) }
        try await context.open(id, kind: .room)
    }

    /// `/part`: leaves a room; a first word that is no room of ours belongs to the farewell.
    func part(_ call: CommandCall) async throws {
        let (name, farewell) = try partWords(call)
        let room = try room(named: name, of: call)
        let account = try account(of: room)
        table.forget(room.id)
        let isThere = room.phase != .lost && context.boundAddress(of: account) != nil
        let occupant = try room.address.withResource(room.nick)
        let presence = isThere ? Presence(.unavailable, to: occupant, id: context.newID(), status: farewell) : nil
        try await context.leave(room.address, with: presence, on: account)
        call.print("You left \(room.address).")
    }

    private func partWords(_ call: CommandCall) throws -> (JID?, String?) {
        guard let word = call["room"] else { return (nil, call["text"]) }
        let rest = call["text"]
        // Without an @ it is no room, whatever else it is.
        guard word.contains("@") else { return (nil, rest.map { "\(word) \($0)" } ?? word) }
        return (try call.jid("room"), rest)
    }
}
