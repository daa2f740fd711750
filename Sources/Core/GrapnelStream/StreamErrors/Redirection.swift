internal import GrapnelKit

/// The servers that one attempt is sent on to (RFC 6120 §4.9.3.19): a value that counts them.
///
/// A redirection is followed only under TLS, where the domain's own certificate vouches for it, and the certificate of
/// the other host has to be the domain's again.
public struct Redirection: Sendable {
    /// How many are followed in one attempt.
    public static let limit = 3

    private var count = 0

    public init() {}

    /// The endpoint that the server of another endpoint sends us to.
    ///
    /// Nil where it is not followed: the stream error then ends the attempt and says so.
    ///
    /// - Throws: ``TransportError`` with `redirectedTooOften`.
    public mutating func follow(
        _ error: StreamError, from endpoint: Endpoint, isProtected: Bool, domain: String
    ) throws(TransportError) -> Endpoint? {
        guard error.condition == .seeOtherHost, isProtected, let place = error.otherHost.flatMap(Self.read) else {
            return nil
        }
        count += 1
        guard count <= Self.limit else { throw TransportError(.redirectedTooOften, domain) }
        let port = place.port ?? (endpoint.mode == .directTLS ? 5223 : 5222)
        return Endpoint(host: place.host, port: port, mode: endpoint.mode, proxy: endpoint.proxy)
    }

    /// Reads `host`, `host:port`, `[IPv6]` or `[IPv6]:port`.
    static func read(_ text: String) -> (host: String, port: UInt16?)? {
        var host = text[...]
        var port: UInt16?
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else { return nil }
            port = number
            host = text[..<colon]
        }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        guard isBracketed || !host.contains(":") else { return nil }
        do {
            let jid = try JID(String(host))
            guard jid.local == nil, jid.isBare else { return nil }
            return (isBracketed ? String(host.dropFirst().dropLast()) : jid.domain, port)
        } catch {
            // What is no domain is no host either.
            return nil
        }
    }
}
