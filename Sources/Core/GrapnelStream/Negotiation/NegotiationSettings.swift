public import GrapnelKit

/// What one negotiation is told before it starts.
public struct NegotiationSettings: Sendable {
    /// How far the negotiation goes.
    public enum Purpose: Sendable, Hashable {
        /// To a session of the account.
        case session
        /// To the features of a stream that TLS protects, for somebody who has no account there yet (XEP-0077 §3.1).
        ///
        /// Nothing is said of the account, and ``EstablishedStream/address`` is the server's own.
        case registration
    }

    public let purpose: Purpose
    /// The account; its resource, if it has one, is ignored.
    public let account: JID
    /// The resource to ask for, or nil to leave it to the server.
    public let resource: String?
    public let mode: Endpoint.Mode
    /// Nil where nothing but a token or a certificate is at hand; a login that needs more fails with `passwordNeeded`.
    public let credential: SCRAMCredential?
    /// What the account's last login used, or nil for a first login.
    public let pin: SASLPin?
    /// Fresh for every login; see ``SCRAMExchange/freshNonce()``.
    public let nonce: String
    /// Whether to ask for stream management where it is offered (XEP-0198); whoever does has to count and acknowledge.
    public let isManaged: Bool
    /// The broken stream to take up instead of beginning a new one; nil to begin anew.
    public let resumption: StreamResumption?
    /// The id of the request for a resource.
    public let bindID: String

    /// What tells this installation apart; nil leaves it out, and tokens with it.
    public var agent: UserAgent?
    /// A token of an earlier login that has not expired.
    public var token: FASTToken?
    /// What the server did together with the last login; with it and a token nothing is waited for.
    public var expected: InlineOffer?
    /// Whether the connection was opened with a certificate of the account's.
    public var hasCertificate = false
    /// What to switch on together with binding, where the server can; without any of it the resource is bound apart.
    ///
    /// A server that binds together with the login drops what it held for the account to be fetched from the archive
    /// (XEP-0386 §4), so whoever asks for something here has to read that.
    public var inline: [XMLElement] = []
    /// Whether the session begins inactive (XEP-0352), where the server can.
    public var isInactive = false

    public init(
        account: JID,
        resource: String? = nil,
        mode: Endpoint.Mode,
        credential: SCRAMCredential?,
        pin: SASLPin? = nil,
        nonce: String,
        isManaged: Bool = false,
        resumption: StreamResumption? = nil,
        bindID: String = "bind",
        purpose: Purpose = .session
    ) {
        self.purpose = purpose
        self.account = account.bare
        self.resource = resource
        self.mode = mode
        self.credential = credential
        self.pin = pin
        self.nonce = nonce
        self.isManaged = isManaged
        self.resumption = resumption
        self.bindID = bindID
    }
}
