internal import GrapnelKit

extension Rooms {
    /// The session is over: whoever waits is told, and rooms that we were in are kept for the next one.
    func lose(_ end: SessionEnd) async throws {
        let account = end.account
        for room in table.rooms(of: account.jid) {
            let effects = table.update(room.id) { $0.lose() } ?? []
            try await perform(effects, in: room.id, on: account)
        }
    }

    /// Enters the rooms of the last session again.
    ///
    /// The presences leave before this returns, so that what waits in the outbox for a room comes behind them; the
    /// answers are awaited elsewhere, since they come on the stream that waits for this.
    func enterAgain(_ start: SessionStart) async throws {
        let account = start.account
        for lost in table.rooms(of: account.jid) where lost.phase == .lost {
            var room = lost
            room.enterAgain()
            do {
                let stream = try await knock(at: room, on: account)
                context.run("enter \(room.address) again") { [self, room] in
                    await arriveAgain(in: room, by: stream, on: account)
                }
            } catch {
                tell("You are not back in \(room.address): \(error)", in: room.id, on: account)
            }
        }
    }

    private func arriveAgain(
        in room: Room, by stream: AsyncStream<RoomTable.Outcome>, on account: Account
    ) async {
        do {
            let welcome = try await arrive(in: room, by: stream, on: account)
            let lines = welcome.isCreated ? welcome.lines : ["You are back in \(welcome.room) as \(welcome.nick)."]
            for line in lines { tell(line, in: room.id, on: account) }
        } catch is CancellationError {
            // The plugin was disabled meanwhile; the core leaves the room.
        } catch {
            tell("You are not back in \(room.address): \(error)", in: room.id, on: account)
        }
    }
}
