/// One connection to a server as the session sees it: bytes in, bytes out, and one upgrade to TLS.
///
/// One task reads and one task writes; a conforming type supports those two at the same time and no more.
/// Negotiation and stanzas stay outside: a transport never looks at what it carries.
public protocol Transport: Sendable {
    /// What was agreed in the TLS handshake, or nil while the connection is in clear.
    ///
    /// A transport for ``Endpoint/Mode/directTLS`` has it from the start.
    var tls: TLSSession? { get async }

    /// The next bytes from the peer, at least one, or nil after the orderly end of the connection.
    ///
    /// - Throws: ``TransportError`` when the connection was lost, including a TLS connection that ended without
    ///   `close_notify`. Cancelling the reading task ends the wait with `closed`.
    func read() async throws(TransportError) -> [UInt8]?

    /// Sends all of `bytes` in order, and returns when the connection has taken them.
    func write(_ bytes: [UInt8]) async throws(TransportError)

    /// Performs the TLS handshake on the open connection, with the settings the connector was given.
    ///
    /// Called at most once, after `<proceed/>` and with no read under way. Bytes of the peer that arrived in clear
    /// and were not read are an error: they never reach the session as if TLS had protected them.
    func startTLS() async throws(TransportError) -> TLSSession

    /// Ends the connection in an orderly way; further calls do nothing.
    func close() async
}
