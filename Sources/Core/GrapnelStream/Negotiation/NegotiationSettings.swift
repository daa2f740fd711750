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
    public let credential: SCRAMCredential
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

    public init(
        account: JID,
        resource: String? = nil,
        mode: Endpoint.Mode,
        credential: SCRAMCredential,
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
