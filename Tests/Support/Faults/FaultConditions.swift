/// What holds for every connection of a ``FaultProxy``, from the moment it is set.
public struct FaultConditions: Sendable {
    /// An end of the connection that comes when an exact number of octets has passed.
    public struct Cut: Sendable {
        public var direction: FaultDirection
        /// How many octets still pass in that direction, over all connections.
        public var octets: Int
        /// What the connection suffers that carries the last of them; the cut is over then.
        public var fault: Fault

        public init(after octets: Int, _ direction: FaultDirection, _ fault: Fault) {
            self.direction = direction
            self.octets = octets
            self.fault = fault
        }
    }

    /// How long every octet is under way, in each direction.
    public var delay = Duration.zero
    /// Whether every octet is sent alone.
    public var isBytewise = false
    /// Whether nothing is forwarded for the time being; what is sent meanwhile arrives later, as over a network that
    /// was away. Connections are accepted.
    public var isHole = false
    /// Whether new connections are refused, as by a machine on which nobody listens.
    public var refuses = false
    public var cut: Cut?

    public init() {}
}

/// The two ways through a ``FaultProxy``.
public enum FaultDirection: Sendable, Hashable {
    case toServer, toClient
}
