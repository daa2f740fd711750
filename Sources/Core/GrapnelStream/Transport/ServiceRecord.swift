/// An SRV record: where a service of a domain is offered (RFC 2782).
public struct ServiceRecord: Sendable, Hashable {
    /// The lower, the earlier it is tried.
    public let priority: UInt16
    /// The share of the clients that it gets among records of the same priority.
    public let weight: UInt16
    public let port: UInt16
    /// A host name in ASCII without the dot at the end; empty where the domain says that it offers no such service.
    public let target: String

    public init(priority: UInt16, weight: UInt16, port: UInt16, target: String) {
        self.priority = priority
        self.weight = weight
        self.port = port
        self.target = target
    }
}
