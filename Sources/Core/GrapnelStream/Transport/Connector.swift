/// What opens connections: the real one dials through the network, the one of tests answers from memory.
public protocol Connector: Sendable {
    /// Opens a connection to one endpoint.
    ///
    /// For ``Endpoint/Mode/directTLS`` the handshake is over when this returns; for ``Endpoint/Mode/startTLS`` the
    /// connection is in clear and keeps `tls` for the later upgrade.
    func connect(to endpoint: Endpoint, tls: TLSSettings) async throws(TransportError) -> any Transport
}
