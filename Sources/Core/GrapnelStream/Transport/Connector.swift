/// What opens connections: the real one dials through the network, the one of tests answers from memory.
public protocol Connector: Sendable {
    /// Opens a connection to one endpoint.
    ///
    /// For ``Endpoint/Mode/directTLS`` the handshake is over when this returns; for ``Endpoint/Mode/startTLS`` the
    /// connection is in clear and keeps `tls` for the later upgrade.
    func connect(to endpoint: Endpoint, tls: TLSSettings) async throws(TransportError) -> any Transport

    /// The SRV records of a service, such as `_xmpp-client._tcp`, of a domain; none where there are none.
    ///
    /// - Throws: ``TransportError`` where it cannot be known whether there are any.
    func services(_ service: String, of domain: String) async throws(TransportError) -> [ServiceRecord]
}

extension Connector {
    /// None: a connector without a network around it knows no records.
    public func services(_ service: String, of domain: String) async throws(TransportError) -> [ServiceRecord] { [] }
}
