/// Why a request got no answer at all; a refusal is a ``StanzaError`` instead.
public enum RequestFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// Nobody answered in time.
    case timedOut
    /// The session ended first.
    case disconnected
    /// Whoever asked has gone, as a plugin that was disabled.
    case cancelled
    /// There are too many open requests.
    case tooMany

    public var description: String {
        switch self {
        case .timedOut: "No answer came in time; the other side may be offline or slow."
        case .disconnected: "The connection was lost before the answer came; try again when you are online."
        case .cancelled: "The request was given up before the answer came."
        case .tooMany: "Too many requests are open at once; wait for some of them."
        }
    }
}
