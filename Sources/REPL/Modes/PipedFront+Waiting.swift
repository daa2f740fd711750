internal import GrapnelClient
internal import GrapnelKit

/// What the front waits for before its first line and after its last, each for at most the time that it was given.
extension PipedFront {
    /// Until the first attempt of each has come to something; one that failed goes on trying beside the lines.
    func waitForAccounts(_ accounts: [JID]) async {
        let isSettled: (Desk, JID) -> Bool = { desk, account in
            switch desk.connections[account] {
            case .online, .failed: true
            default: false
            }
        }
        if await wait({ desk in accounts.allSatisfy { isSettled(desk, $0) } }) || ending != nil { return }
        for account in accounts where !isSettled(desk, account) {
            complain("\(account) is not online after \(patience).")
        }
    }

    func waitForUnsent() async {
        _ = await wait { [self] desk in
            unsent.values.allSatisfy { conversation in
                switch desk.connections[conversation.account] {
                case .offline, .failed(_, nil), nil: true
                default: false
                }
            }
        }
        for conversation in Set(unsent.values) where ending == nil {
            complain(
                "A message to \(conversation.peer) is not sent yet; it will be when \(conversation.account) is online.")
        }
    }

    func waitForTexts() async {
        guard !expectations.missing.isEmpty, ending == nil else { return }
        if await wait({ [self] _ in expectations.missing.isEmpty }) { return }
        for text in expectations.missing where ending == nil {
            complain("“\(text)” did not appear within \(patience).")
        }
        end(.timedOut)
    }

    /// Waits until something holds, the program is to end, or the time is up; answers whether it holds.
    private func wait(_ holds: (Desk) -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + options.timeout
        return await withDiscardingTaskGroup { group in
            group.addTask {
                // Cancelled or not, there is something to look at afterwards.
                do { try await Task.sleep(until: deadline) } catch {}
                await self.wake()
            }
            while ending == nil, !holds(desk), ContinuousClock.now < deadline {
                await withCheckedContinuation { waiting.append($0) }
            }
            group.cancelAll()
            return holds(desk)
        }
    }

    /// `30 s`.
    private var patience: String {
        let (seconds, fraction) = options.timeout.components
        return fraction == 0 ? "\(seconds) s" : "\(Double(seconds) + Double(fraction) / 1e18) s"
    }

    func wake() {
        let continuations = waiting
        waiting = []
        continuations.forEach { $0.resume() }
    }
}
