/// What looks names up in the domain name system: the real one asks name servers, that of a test answers by itself.
///
/// An answer is bounded: at most ``recordLimit`` records or addresses of it are used.
public protocol NameResolver: Sendable {
    /// The SRV records at `name`, such as `_xmpp-client._tcp.example.org`; none where there are none.
    ///
    /// - Throws: ``TransportError`` with `lookupFailed`, `noNameServer` or `cancelled`.
    func services(at name: String) async throws(TransportError) -> [ServiceRecord]

    /// The addresses of a host as literals, the best first; none where the host has none of this family.
    ///
    /// - Throws: ``TransportError`` with `hostUnknown`, `lookupFailed`, `noNameServer` or `cancelled`.
    func addresses(of host: String, _ family: AddressFamily) async throws(TransportError) -> [String]
}

/// How many records or addresses of one answer are used.
public let recordLimit = 32
