/// Why a stream did not come to be.
public struct StreamFailure: Error, Sendable, Hashable {
    /// What went wrong, as a stable name.
    public enum Condition: String, Sendable, Hashable, CaseIterable {
        /// The server offers no encryption; nothing but the stream header was sent.
        case tlsRequired = "tls-required"
        case tlsRefused = "tls-refused"
        /// Something arrived in clear behind `<proceed/>`.
        case tlsInjected = "tls-injected"
        /// The stream is not the account's domain's.
        case foreignStream = "foreign-stream"
        case notAStream = "not-a-stream"
        case unsupportedVersion = "unsupported-version"
        /// A stanza came before the login.
        case earlyStanza = "early-stanza"
        case unexpectedElement = "unexpected-element"
        case malformedXML = "malformed-xml"
        /// See ``StreamFailure/login``.
        case loginFailed = "login-failed"
        case bindNotOffered = "bind-not-offered"
        /// The server gives out no resource.
        case bindRefused = "bind-refused"
        /// The server bound another account than ours.
        case bindMismatch = "bind-mismatch"
        /// The server took up another stream than asked for, or does not say where it left off; asking for that
        /// resumption again would lead to the same.
        case resumptionMismatch = "resumption-mismatch"
        /// See ``StreamFailure/streamError``.
        case streamError = "stream-error"
        case closedByServer = "closed-by-server"
        case timedOut = "timed-out"
        /// See ``StreamFailure/transport``.
        case disconnected = "disconnected"
    }

    public let condition: Condition
    /// What went wrong with the login, for `loginFailed`.
    public let login: SASLError?
    /// What the server ended the stream with, for `streamError`.
    public let streamError: StreamError?
    /// What became of the connection, for `disconnected`.
    public let transport: TransportError?
    /// What the server wrote, for `bindRefused`; its words, not ours.
    public let serverText: String?

    public init(
        _ condition: Condition,
        login: SASLError? = nil,
        streamError: StreamError? = nil,
        transport: TransportError? = nil,
        serverText: String? = nil
    ) {
        self.condition = condition
        self.login = login
        self.streamError = streamError
        self.transport = transport
        self.serverText = serverText.map { String($0.prefix(SASLError.wordsLimit)) }
    }
}
