import GrapnelClient
import GrapnelKit

/// Says numbered messages at a steady rate, held while too many of them are on their way.
struct Speaker {
    /// Those that are missing after this long are given up: lost messages are found at the end, not waited for.
    static let patience = Duration.seconds(10)

    let client: Client
    let board: Scoreboard
    let plan: EndurancePlan

    func run() async throws {
        let conversation = ConversationID(account: try JID(plan.account), peer: try JID(plan.peer))
        let pause = Duration.seconds(1 / plan.rate)
        var due = ContinuousClock.now
        var givenUp = 0
        for number in 1...max(1, plan.messages) {
            if due < .now - .seconds(1) { due = .now - .seconds(1) }
            try await Task.sleep(until: due)
            due += pause
            let bound = number - plan.window - givenUp
            if await !board.wait(within: Self.patience, until: { $0.sent >= bound }) {
                givenUp = number - board.state.sent
            }
            do {
                try await client.say("out \(number)", in: conversation, kind: .direct)
            } catch {
                board.complain("“out \(number)” could not be said: \(error)")
            }
        }
    }
}
