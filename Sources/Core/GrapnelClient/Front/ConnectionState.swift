public import GrapnelKit

/// Where an account's session stands.
public enum ConnectionState: Sendable, Hashable {
    case offline
    case connecting
    /// Bound, roster known, presence sent.
    case online(JID)
    /// Lost or refused, as a sentence that says what happened and what to do; with the pause before the next try.
    case failed(reason: String, retryingIn: Duration?)
}
