/// What a ``FaultProxy`` has seen since it began.
public struct FaultCounts: Sendable, Hashable {
    /// Connections that were accepted.
    public var connections = 0
    /// Connections that are open, on one side at least.
    public var open = 0
    /// How often a client sent something after it had been given something, or at first: one flight is what a client
    /// says without waiting for an answer.
    public var flights = 0
    /// Octets that were handed on to the server.
    public var toServer = 0
    /// Octets that were handed on to clients.
    public var toClient = 0
    /// Faults that befell a connection, cuts included.
    public var faults = 0

    public init() {}
}
