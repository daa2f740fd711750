internal import GrapnelKit

extension Archives {
    /// How long an answer about features may take; without one, an identifier counts as nobody's.
    private static let patience = Duration.seconds(10)

    /// What the account's own address supports; asked once in a session, by whoever wants to know first.
    ///
    /// - Throws: ``RequestFailure`` where no answer comes; the next one who wants to know asks again.
    func support(of account: Account) async throws -> EntityFeatures {
        let known = try await withCheckedThrowingContinuation { (waiting: ArchiveState.Waiting) in
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
        let answer: Result<EntityFeatures, any Error>
        do {
            answer = .success(try await ask(account.jid, on: account))
        } catch {
            answer = .failure(error)
        }
        change(account) { state in
            guard state.session == session, case .asked(let others) = state.support else { return }
            switch answer {
            case .success(let features):
                state.support = .known(features)
                for other in others { other.resume(returning: features) }
            case .failure(let error):
                (state.support, state.isSilent) = (.unknown, error as? RequestFailure == .timedOut)
                for other in others { other.resume(throwing: error) }
            }
        }
        return try answer.get()
    }

    /// What the account's own address supports, for a message that holds up the ones behind it: where nobody has
    /// answered once, it does not wait for another time, and nothing can be relied on.
    func supportForMessage(of account: Account) async -> EntityFeatures {
        let state = state(of: account)
        if case .known(let features) = state.support { return features }
        guard !state.isSilent else { return EntityFeatures() }
        do {
            return try await support(of: account)
        } catch {
            return EntityFeatures()
        }
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
            do {
                let features = try await ask(room, on: account)
                change(account) { state in
                    if state.rooms[room] != nil { state.rooms[room] = features }
                }
            } catch {
                // The room's next message asks again.
                change(account) { $0.rooms[room] = nil }
            }
        }
        return EntityFeatures()
    }

    /// One that refuses to say supports nothing that can be relied on.
    private func ask(_ address: JID, on account: Account) async throws -> EntityFeatures {
        do {
            let answer = try await context.request(
                .get, EntityFeatures(), to: address, on: account, timeout: Self.patience)
            return answer[EntityFeatures.self] ?? EntityFeatures()
        } catch is StanzaError {
            return EntityFeatures()
        }
    }
}
