/// The data of one TLS connection that a login can be tied to.
public struct ChannelBinding: Sendable, Hashable {
    /// The kinds this client knows, by their registered unique prefix.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// RFC 9266.
        case tlsExporter = "tls-exporter"
        /// RFC 5929 §3, which TLS 1.3 does not have.
        case tlsUnique = "tls-unique"
    }

    public let kind: Kind
    public let data: [UInt8]

    public init(_ kind: Kind, data: [UInt8]) {
        self.kind = kind
        self.data = data
    }
}

extension ChannelBinding: CustomStringConvertible, CustomReflectable {
    /// The kind alone; the data stays out of logs.
    public var description: String { kind.rawValue }

    public var customMirror: Mirror { Mirror(self, children: ["kind": kind]) }
}

extension TLSSession {
    /// What a login over this connection can be bound to, the preferred first.
    ///
    /// TLS 1.3 has `tls-exporter` alone. Under TLS 1.2 servers without an announcement (XEP-0440) expect
    /// `tls-unique`, so that one comes first.
    var bindings: [ChannelBinding] {
        var bindings: [ChannelBinding] = []
        if version != "TLSv1.3", let unique, !unique.isEmpty { bindings.append(.init(.tlsUnique, data: unique)) }
        if let exporter, !exporter.isEmpty { bindings.append(.init(.tlsExporter, data: exporter)) }
        return bindings
    }
}
