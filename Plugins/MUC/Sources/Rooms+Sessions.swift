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
            // While the ones before it were entered it may have been left.
            guard var room = table[lost.id], room.phase == .lost else { continue }
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

    /// The pauses before a room is asked again that did not let us back in for a passing reason.
    static let pauses: [Duration] = [.seconds(5), .seconds(40), .seconds(120)]

    private func arriveAgain(
        in room: Room, by stream: AsyncStream<RoomTable.Outcome>, on account: Account
    ) async {
        var (room, stream, pauses) = (room, stream, Self.pauses[...])
        do {
            while true {
                do {
                    let welcome = try await arrive(in: room, by: stream, on: account)
                    tell(welcome, on: account, in: room.id)
                    return
                } catch let error as CommandError {
                    guard isStillLost(room, on: account), let pause = pauses.popFirst() else { throw error }
                    try await clock.sleep(pause)
                    // Another session or the person may have been quicker.
                    guard isStillLost(room, on: account), let known = table[room.id] else { return }
                    room = known
                    room.enterAgain()
                    stream = try await knock(at: room, on: account)
                }
            }
        } catch is CancellationError {
            // The plugin was disabled meanwhile; the core leaves the room.
        } catch {
            tell("You are not back in \(room.address): \(error)", in: room.id, on: account)
        }
    }

    /// Whether a room is lost, the session goes on, and nobody else is on the way back.
    private func isStillLost(_ room: Room, on account: Account) -> Bool {
        guard let known = table[room.id], known.phase == .lost, known.returns == room.returns else { return false }
        return context.boundAddress(of: account) != nil
    }

    private func tell(_ welcome: Welcome, on account: Account, in id: ConversationID) {
        let lines = welcome.isCreated ? welcome.lines : ["You are back in \(welcome.room) as \(welcome.nick)."]
        for line in lines { tell(line, in: id, on: account) }
    }
}
