internal import GrapnelKit

extension Rooms {
    /// The session is over: whoever waits is told, and rooms that we were in are kept for the next one.
    func lose(on account: Account) async throws {
        for room in table.rooms(of: account.jid) {
            let effects = table.update(room.id) { $0.lose() } ?? []
            try await perform(effects, in: room.id, on: account)
        }
    }

    /// Enters the rooms of the last session again; each on its own, so that none holds up the stream.
    func enterAgain(on account: Account) async throws {
        for room in table.rooms(of: account.jid) where room.phase == .lost {
            context.run("enter \(room.address) again") { [self] in
                await enterAgain(room, on: account)
            }
        }
    }

    private func enterAgain(_ room: Room, on account: Account) async {
        var room = room
        room.enterAgain()
        do {
            let welcome = try await enter(room, on: account)
            let lines = welcome.isCreated ? welcome.lines : ["You are back in \(welcome.room) as \(welcome.nick)."]
            for line in lines { tell(line, in: room.id, on: account) }
        } catch {
            tell("You are not back in \(room.address): \(error)", in: room.id, on: account)
        }
    }
}
