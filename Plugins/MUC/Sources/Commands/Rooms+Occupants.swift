internal import GrapnelKit

extension Rooms {
    /// The most occupants that one `/who` lists.
    static let longestList = 500

    /// `/who`: lists the occupants, with real addresses where the room tells them.
    func who(_ call: CommandCall) async throws {
        let room = try room(named: call.jid("room"), of: call)
        guard room.phase == .inside else {
            throw CommandError("You are on the way into \(room.address); try again in a moment.")
        }
        let occupants = room.occupants.sorted
        let count = "\(occupants.count)\(room.occupants.isCut ? " or more" : "")"
        call.print("\(room.address): \(count) \(occupants.count == 1 ? "occupant" : "occupants")")
        for occupant in occupants.prefix(Self.longestList) {
            call.print(line(for: occupant, isOurselves: occupant.nick == room.nick))
        }
        if occupants.count > Self.longestList { call.print("and \(occupants.count - Self.longestList) more") }
    }

    private func line(for occupant: Occupant, isOurselves: Bool) -> String {
        var line = "  \(occupant.nick)"
        if isOurselves { line += " (you)" }
        line += ": \(occupant.role.rawValue)"
        if occupant.affiliation != .none { line += ", \(occupant.affiliation.rawValue)" }
        if occupant.show != .online { line += ", \(occupant.show.rawValue)" }
        if let jid = occupant.jid { line += ", \(jid)" }
        return line
    }

    /// `/nick`: asks the open room for another nick and waits until it agrees (XEP-0045 §7.6).
    func nick(_ call: CommandCall) async throws {
        let room = try room(named: nil, of: call)
        let account = try account(of: room)
        let wish = try JoinWish(room: room.address, nick: call["nick"], password: nil, account: account.jid)
        guard wish.nick != room.nick else { return call.print("You are called \(room.nick) already.") }
        let stream = try table.beginChange(room.id) { $0.pendingNick = wish.nick }
        do {
            // The claim follows the nick, since the core leaves with it; a refusal takes it back.
            let presence = Presence(to: try room.address.withResource(wish.nick), id: context.newID())
            try await context.enter(room.address, with: presence, on: account)
        } catch {
            giveUpNick(in: room, on: account)
            throw error
        }
        let waited: Waited
        do {
            waited = try await wait(for: stream)
        } catch {
            giveUpNick(in: room, on: account)
            throw error
        }
        switch waited {
        case .answer(.success(.renamed(let nick))): call.print("You are now called \(nick).")
        case .answer(.failure(let failure)): throw CommandError(failure.sentence)
        case .answer(.success(.entered)), .over: throw CommandError("You left \(room.address) meanwhile.")
        case .timedOut:
            giveUpNick(in: room, on: account)
            throw CommandError("\(room.address) did not answer within 30 seconds; you are still \(room.nick).")
        }
    }

    /// Waits no longer; should the room agree after all, its word counts as a change of its own.
    private func giveUpNick(in room: Room, on account: Account) {
        table.stopWaiting(room.id)
        let nick = table.update(room.id) { room in
            room.pendingNick = nil
            return room.nick
        }
        if let nick { note(nick: nick, in: room.id, on: account) }
    }

    /// `/subject`: shows the subject, or asks the room for another one (XEP-0045 §8.1).
    func subject(_ call: CommandCall) async throws {
        let room = try room(named: nil, of: call)
        let isClearing = call["--clear"] != nil
        guard isClearing || call["text"] != nil else {
            return call.print(room.subject.map { "The subject is: \($0)" } ?? "The room has no subject.")
        }
        guard !isClearing || call["text"] == nil else {
            throw CommandError("Give a subject or --clear, not both.")
        }
        let change = SubjectChange(call["text"] ?? "")
        let message = Message(.groupchat, to: room.address, id: context.newID(), payloads: [change])
        _ = table.update(room.id) { room in
            room.subjectRequests = room.subjectRequests.suffix(7) + [message.id].compactMap(\.self)
        }
        try await context.send(message, on: account(of: room))
    }
}
