/// A name with its namespace.
public struct XMLName: Hashable, Sendable, CustomStringConvertible {
    /// The name without a prefix.
    public let local: String
    /// The namespace; empty for none.
    public let namespace: String

    public init(_ local: String, _ namespace: String) {
        self.local = local
        self.namespace = namespace
    }

    /// The name in Clark's notation, `{namespace}local`.
    public var description: String {
        namespace.isEmpty ? local : "{\(namespace)}\(local)"
    }
}
