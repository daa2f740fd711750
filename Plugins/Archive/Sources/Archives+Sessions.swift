internal import GrapnelKit

extension Archives {
    /// An account has come online.
    func begin(_ event: SessionStart) async throws {
        start(event.account, getsCopies: event.enabled.contains(ArchiveNamespace.carbons))
    }

    /// A broken stream goes on: the server has sent what was missed, but not what was asked of its archive.
    func goOn(_ event: SessionResumption) async throws {
        let state = state(of: event.account)
        guard state.hasBegun, !state.isCaughtUp, !state.isReading else { return }
        work(for: event.account, getsCopies: state.getsCopies)
    }

    /// Begins the work of a session, once: copies first, so that nothing falls between them and the archive.
    func start(_ account: Account, getsCopies: Bool = false) {
        let isFirst = change(account) { state in
            defer { state.hasBegun = true }
            return !state.hasBegun
        }
        if isFirst { work(for: account, getsCopies: getsCopies) }
    }

    /// A session is over; the next one begins where the archive and the stream together have got to.
    func end(_ event: SessionEnd) async throws {
        defer { change(event.account) { $0.endSession() } }
        try await keepLive(event.account)
    }

    private func work(for account: Account, getsCopies hasCopies: Bool = false) {
        context.run("archive of \(account)") { [self] in
            async let copies = hasCopies ? true : enableCopies(on: account)
            // At the same time as the copies; without an answer it is asked again below.
            async let features = supportForMessage(of: account)
            let getsCopies = await copies
            change(account) { $0.getsCopies = getsCopies }
            _ = await features
            await catchUpPatiently(account)
        }
    }

    /// Reads what was missed, if there is an archive, and asks again for what did not come in time; a stream that ended
    /// leaves it to the next one.
    private func catchUpPatiently(_ account: Account) async {
        for attempt in 1...Self.attempts {
            do {
                if try await support(of: account).hasArchive { try await catchUp(account) }
                return
            } catch RequestFailure.timedOut where attempt < Self.attempts {
                // Waiting for it has been pause enough.
            } catch RequestFailure.disconnected {
                return
            } catch RequestFailure.cancelled {
                return
            } catch is CancellationError {
                return
            } catch {
                context.notice(
                    "The archive could not be read: \(error) What was read is kept; /archive sync goes on from there.",
                    account: account)
                return
            }
        }
    }

    /// How often it is asked for what does not come in time.
    private static let attempts = 5

    /// Has the server copy what other devices send and receive (XEP-0280 §4); one that does not know how refuses.
    private func enableCopies(on account: Account) async -> Bool {
        do {
            try await context.request(.set, MessageCopy.Enabling(), on: account)
            return true
        } catch {
            return false
        }
    }

    // MARK: Live messages

    /// A live message with an identifier moves the place up to which the archive is known: only once everything before
    /// it has been read, and only where copies make the stream complete.
    func note(_ entry: JournalEntry) async throws {
        guard let id = entry.archiveID, entry.kind == .direct, !entry.isDelayed,
            let account = context.accounts.first(where: { $0.jid == entry.conversation.account })
        else { return }
        let isDue = change(account) { state in
            guard state.isCaughtUp, state.getsCopies else { return false }
            let count = (state.live?.count ?? 0) + 1
            state.live = (ArchivePlace(id: id, moment: entry.sent), count)
            return count >= ArchiveState.noteInterval
        }
        if isDue { try await keepLive(account) }
    }

    /// Keeps how far the live messages have come; they are in the journal already.
    func keepLive(_ account: Account) async throws {
        let range = change(account) { state -> ArchiveRange? in
            guard state.live != nil, state.isCaughtUp, !state.isReading else { return nil }
            state.range = state.rangeWithLive
            state.live = nil
            return state.range
        }
        if let range { try await context.set(Self.rangeKey, to: range.text, of: account) }
    }
}
