/// The data of one TLS connection that a login can be tied to.
public struct ChannelBinding: Sendable, Hashable {
    /// The kinds this client knows, by their registered unique prefix.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// RFC 9266.
        case tlsExporter = "tls-exporter"
        /// RFC 5929 §3; under TLS 1.3 only for servers that know nothing else.
        case tlsUnique = "tls-unique"
        /// RFC 5929 §4: the server's certificate alone, for servers whose TLS ends somewhere else.
        case tlsServerEndPoint = "tls-server-end-point"

        /// The higher, the more it takes to get around it: whoever has the server's key gets around the last one.
        var strength: Int { self == .tlsServerEndPoint ? 1 : 2 }
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
    /// Under TLS 1.3 the standard is `tls-exporter`, before that `tls-unique` (RFC 9266 §3). The other one comes
    /// second: ejabberd before 23.10 takes `tls-unique` alone, also under TLS 1.3. The certificate comes last: it tells
    /// one server from another, not one connection from another (XEP-0440 §3).
    var bindings: [ChannelBinding] {
        var bindings: [ChannelBinding] = []
        if let exporter, !exporter.isEmpty { bindings.append(.init(.tlsExporter, data: exporter)) }
        if let unique, !unique.isEmpty { bindings.append(.init(.tlsUnique, data: unique)) }
        if version != "TLSv1.3" { bindings.reverse() }
        if let endPoint, !endPoint.isEmpty { bindings.append(.init(.tlsServerEndPoint, data: endPoint)) }
        return bindings
    }
}
