internal import GrapnelKit
internal import GrapnelStore

/// What the last stream left open, before anything newer leaves.
extension Session {
    /// Whether there are messages of which nobody knows whether the server has them.
    func hasUncertain() async -> Bool {
        do {
            return try await !surroundings.profile.uncertain(of: account.jid, limit: 1).isEmpty
        } catch {
            return true
        }
    }

    /// How often it is asked again what arrived, where nobody answers; then it is sent again.
    private static let longestDoubt = 5

    /// Decides about messages that went out on a stream which is lost: those that arrived are sent, the others wait in
    /// the outbox again, before everything newer.
    ///
    /// Nothing is decided where the session ends meanwhile; the next one asks again.
    func decideUncertain(_ session: Int) async {
        var failures = 0
        do {
            while live?.number == session {
                let entries = try await surroundings.profile.uncertain(of: account.jid)
                guard !entries.isEmpty else { return }
                let question = UncertainMessages(account: account, entries: entries)
                let outcome = await surroundings.hooks.messagesUncertain.run(question)
                guard live?.number == session, live?.isOver == false else { return }
                var arrived: Set<Int64> = []
                switch outcome {
                case .passed(let answer):
                    arrived = answer.arrived
                case .failed(_, let error) where failures < Self.longestDoubt:
                    // No answer is not a no: the connection may have broken meanwhile.
                    surroundings.log.note("\(account): nobody could say what arrived: \(error)")
                    failures += 1
                    try await surroundings.clock.sleep(for: .seconds(1))
                    continue
                case .failed, .consumed:
                    break
                }
                let sent = try await surroundings.profile.decide(entries.map(\.number), arrived: arrived)
                for entry in sent { await surroundings.front.present(.progress(entry)) }
            }
        } catch is CancellationError {
            // The session is over; the next one asks.
        } catch {
            await complain("What the last connection left open could not be decided", error)
        }
    }

    /// Sends stanzas again that the server did not take on the last stream.
    func sendKeptStanzas() async {
        do {
            let kept = try await surroundings.profile.unsentStanzas(of: account.jid)
            guard let live, !kept.isEmpty else { return }
            for stanza in kept { try live.writer.post(stanza.octets, kept: stanza.number) }
            guard live.inbound == nil else { return }
            try await live.writer.flush()
            try await surroundings.profile.removeStanzas(kept.map(\.number))
        } catch {
            await complain("What the last connection did not take could not be sent again", error)
        }
    }
}
