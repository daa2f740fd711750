internal import GrapnelKit

extension Archives {
    /// How long an answer about features may take; without one, an identifier counts as nobody's.
    private static let patience = Duration.seconds(10)

    /// What the account's own address supports; asked once in a session, by whoever wants to know first.
    func support(of account: Account) async -> EntityFeatures {
        let known = await withCheckedContinuation { (waiting: CheckedContinuation<EntityFeatures?, Never>) in
            change(account) { state in
                switch state.support {
                case .known(let features):
                    waiting.resume(returning: features)
                case .unknown:
                    state.support = .asked([])
                    waiting.resume(returning: nil)
                case .asked(let others):
                    state.support = .asked(others + [waiting])
                }
            }
        }
        if let known { return known }
        let session = state(of: account).session
        let features = await ask(account.jid, on: account)
        change(account) { state in
            let isOver = state.session != session
            if case .asked(let others) = state.support {
                for other in others { other.resume(returning: features) }
            }
            state.support = isOver ? .unknown : .known(features)
        }
        return features
    }

    /// What a room supports, as far as it is known; the first call asks, and nobody waits for it, since a room's
    /// messages hold up everybody else's.
    func support(of room: JID, on account: Account) -> EntityFeatures {
        let known = change(account) { state -> EntityFeatures? in
            if let known = state.rooms[room] { return known }
            if state.rooms.count < ArchiveState.maximumRooms { state.rooms[room] = EntityFeatures() }
            return nil
        }
        if let known { return known }
        context.run("features of \(room)") { [self] in
            let features = await ask(room, on: account)
            change(account) { state in
                if state.rooms[room] != nil { state.rooms[room] = features }
            }
        }
        return EntityFeatures()
    }

    /// Without an answer there is nothing that can be relied on.
    private func ask(_ address: JID, on account: Account) async -> EntityFeatures {
        do {
            let answer = try await context.request(
                .get, EntityFeatures(), to: address, on: account, timeout: Self.patience)
            return answer[EntityFeatures.self] ?? EntityFeatures()
        } catch {
            return EntityFeatures()
        }
    }
}
