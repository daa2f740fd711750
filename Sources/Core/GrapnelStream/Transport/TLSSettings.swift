/// What a certificate must satisfy, and what is announced in the handshake.
public struct TLSSettings: Sendable, Hashable {
    /// The reference identity and the SNI name: always the account's domain, never the host that was dialled.
    public let domain: String
    /// The path of a PEM file with certificates to trust in addition to the system's, or nil.
    public let caFile: String?
    /// The SHA-256 fingerprint (64 lower-case hex digits) of the one leaf certificate to accept, or nil.
    ///
    /// With it the chain is not judged; any other certificate is refused, even one with a valid chain.
    public let pinnedFingerprint: String?
    /// The path of a PEM file with a certificate of our own, those between it and its authority, and its key, or nil.
    public let certificateFile: String?
    /// Whose connection it is: a TLS session is taken up again for the same owner alone. Nil for never.
    public let owner: String?

    public init(
        domain: String, caFile: String? = nil, pinnedFingerprint: String? = nil, certificateFile: String? = nil,
        owner: String? = nil
    ) {
        self.domain = domain
        self.caFile = caFile
        self.pinnedFingerprint = pinnedFingerprint
        self.certificateFile = certificateFile
        self.owner = owner
    }
}
