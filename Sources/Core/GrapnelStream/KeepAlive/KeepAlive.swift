/// Keeps a connection open and notices that it died: whitespace (RFC 6120 §4.6.1) and pings (XEP-0199).
///
/// Whatever the server sends proves that it lives, the answer to a ping as well as any other byte; so a ping only
/// has to be sent, and its answer needs no tracking here. No clock: the caller says what time it is.
public struct KeepAlive<Instant: InstantProtocol>: Sendable where Instant: Sendable, Instant.Duration == Duration {
    /// What the caller saw.
    public enum Event: Sendable, Hashable {
        /// Time passed; to be told at ``KeepAlive/due`` at the latest.
        case tick(Instant)
        /// Bytes of the server arrived.
        case received(Instant)
        /// Bytes were written, other than those this machine asked for.
        case sent(Instant)
        /// The server was asked something that it answers at once, such as for an acknowledgement; it does for a ping.
        case asked(Instant)
    }

    /// What the caller does.
    public enum Action: Sendable, Hashable {
        /// Write one space between stanzas.
        case sendWhitespace
        /// Send a ping to the server.
        case sendPing
        /// Give the connection up; nothing comes from this machine any more.
        case dead
    }

    private enum State: Sendable, Hashable {
        case listening
        case asked(Instant)
        case dead
    }

    public let settings: KeepAliveSettings
    private var lastReceived: Instant
    private var lastSent: Instant
    private var state = State.listening

    public init(now: Instant, settings: KeepAliveSettings = KeepAliveSettings()) {
        self.settings = settings
        lastReceived = now
        lastSent = now
    }

    /// When the next tick is needed, or nil once the connection is given up.
    public var due: Instant? {
        let whitespace = lastSent.advanced(by: settings.whitespaceAfter)
        return switch state {
        case .listening: min(whitespace, lastReceived.advanced(by: settings.pingAfter))
        case .asked(let since): min(whitespace, since.advanced(by: settings.deadAfter))
        case .dead: nil
        }
    }

    /// Takes one event and says what to do, if anything.
    public mutating func handle(_ event: Event) -> Action? {
        switch (state, event) {
        case (.dead, _):
            return nil
        case (_, .received(let now)):
            lastReceived = max(lastReceived, now)
            state = .listening
            return nil
        case (_, .sent(let now)):
            lastSent = max(lastSent, now)
            return nil
        case (.listening, .asked(let now)):
            state = .asked(now)
            return nil
        case (.asked, .asked):
            return nil
        case (.asked(let since), .tick(let now)) where now >= since.advanced(by: settings.deadAfter):
            state = .dead
            return .dead
        case (.listening, .tick(let now)) where now >= lastReceived.advanced(by: settings.pingAfter):
            state = .asked(now)
            lastSent = max(lastSent, now)
            return .sendPing
        case (_, .tick(let now)) where now >= lastSent.advanced(by: settings.whitespaceAfter):
            lastSent = now
            return .sendWhitespace
        case (_, .tick):
            return nil
        }
    }
}
