internal import GrapnelStream
internal import Synchronization

/// TLS sessions that wait to be taken up again, in memory alone.
///
/// One belongs to an account, an endpoint and what a certificate must satisfy: it is never offered for anything else,
/// so it tells nobody that two accounts are one person's, and it never stands in for a check that was changed since.
final class TLSSessionCache: Sendable {
    /// Whose session it is.
    struct Key: Hashable, Sendable {
        let settings: TLSSettings
        let endpoint: Endpoint

        /// Nil where nothing is to be taken up.
        init?(_ settings: TLSSettings, _ endpoint: Endpoint) {
            guard settings.owner != nil else { return nil }
            self.settings = settings
            self.endpoint = endpoint
        }
    }

    /// How many there are at most; the one that was kept longest makes room.
    static let limit = 64

    private struct State {
        var sessions: [Key: ResumableSession] = [:]
        /// Where a handshake with a session failed, so that none is offered there again.
        var refused: Set<Key> = []
    }

    private let state = Mutex(State())

    /// A session to offer, which is not there any more then: each is used once (RFC 8446 §C.4).
    func take(_ key: Key) -> ResumableSession? {
        state.withLock { $0.sessions.removeValue(forKey: key) }
    }

    func keep(_ session: ResumableSession, for key: Key) {
        state.withLock { state in
            guard !state.refused.contains(key) else { return }
            if state.sessions[key] == nil, state.sessions.count >= Self.limit,
                let oldest = state.sessions.min(by: { $0.value.expires < $1.value.expires })?.key
            {
                state.sessions[oldest] = nil
            }
            state.sessions[key] = session
        }
    }

    /// Notes that a handshake with a session failed there.
    func refuse(_ key: Key) {
        state.withLock { state in
            if state.refused.count >= Self.limit { state.refused = [] }
            state.refused.insert(key)
            state.sessions[key] = nil
        }
    }

    /// How many sessions wait.
    var count: Int { state.withLock { $0.sessions.count } }
}
