internal import GrapnelKit

/// The plugin at work: feeds what arrives to the rooms' states and does what they ask for.
final class Rooms: Sendable {
    let context: PluginContext
    let clock: RoomClock
    let table = RoomTable()

    /// How long a room may take to let us in, or to confirm a nick.
    static let patience = Duration.seconds(30)

    /// How long a session that is about to end may take to do so.
    static let lapse = Duration.seconds(3)

    init(context: PluginContext, clock: RoomClock) {
        self.context = context
        self.clock = clock
    }

    /// Does what a room's state asked for, in order.
    func perform(_ effects: [RoomEffect], in id: ConversationID, on account: Account) async throws {
        for effect in effects {
            switch effect {
            case .tell(let sentence):
                tell(sentence, in: id, on: account)
            case .churn(let churn, let sentence):
                tell(churn, sentence, in: id, on: account)
            case .entered(let welcome):
                table.resolve(id, .success(.entered(welcome)))
            case .renamed(let nick):
                if !table.resolve(id, .success(.renamed(nick))) {
                    tell("You are now called \(nick).", in: id, on: account)
                }
            case .refused(let failure):
                if !table.resolve(id, .failure(failure)) { tell(failure.sentence, in: id, on: account) }
            case .reclaim(let nick):
                note(nick: nick, in: id, on: account)
            case .lapse(let sentence):
                context.run("see whether \(id.peer) is over") { [self] in
                    try await clock.sleep(Self.lapse)
                    guard table[id]?.phase == .lost, context.boundAddress(of: account) != nil else { return }
                    tell(sentence, in: id, on: account)
                    try await perform([.forget], in: id, on: account)
                }
            case .unclaim:
                try await context.leave(id.peer, with: nil, on: account)
            case .forget:
                table.forget(id)
                try await context.leave(id.peer, with: nil, on: account)
            }
        }
    }

    /// Lets the core know under which nick we are in a room; a presence could take us back in after a kick.
    func note(nick: String, in id: ConversationID, on account: Account) {
        do {
            try context.note(occupant: id.peer.withResource(nick), on: account)
        } catch {
            // The claim ended meanwhile, with the session or the plugin, and needs no nick any more.
        }
    }

    func tell(_ sentence: String, in id: ConversationID, on account: Account) {
        context.notice(sentence, account: account, conversation: id)
    }

    /// Tells that somebody came or went, or counts it where there are too many of these.
    private func tell(_ churn: RoomEffect.Churn, _ sentence: String, in id: ConversationID, on account: Account) {
        switch table.admit(churn, in: id, at: clock.now()) {
        case .show:
            tell(sentence, in: id, on: account)
        case .count(isFirst: true):
            context.run("count who comes to \(id.peer)") { [self] in
                try await clock.sleep(ChurnBudget.window)
                if let line = table.flushChurn(in: id) { tell(line, in: id, on: account) }
            }
        case .count(isFirst: false), nil:
            break
        }
    }
}
