public import GrapnelKit

/// XEP-0045: rooms in which many people talk.
public struct MUCPlugin: Plugin {
    private let clock: RoomClock

    public init() {
        self.init(clock: .real)
    }

    init(clock: RoomClock) {
        self.clock = clock
    }

    public func activate(in context: PluginContext) async throws {
        let rooms = Rooms(context: context, clock: clock)
        context.advertise(RoomNamespace.entrance)

        context.observe(.presenceReceived, rooms.receive(presence:))
        context.observe(.messageFailed, rooms.receive(failure:))
        context.observe(.messageStored, rooms.note(stored:))
        context.observe(.sessionStarted, rooms.enterAgain)
        context.observe(.sessionEnded, rooms.lose)
        try context.filter(.messageReceived, at: .normalize, rooms.receive(message:))

        context.complete(.room, rooms.completeRoom)
        context.complete(.nick, rooms.completeNick)
        for command in rooms.commands { try context.command(command) }
    }
}
