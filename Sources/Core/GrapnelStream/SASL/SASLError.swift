/// Why a login did not happen; never contains a secret.
public struct SASLError: Error, Sendable, Hashable {
    /// What went wrong, as a stable name.
    public enum Condition: String, Sendable, Hashable, CaseIterable {
        /// The server offers nothing that keeps the password to ourselves.
        case noSharedMechanism = "no-shared-mechanism"
        /// The offer allows less than this account used before, or contradicts itself.
        case downgradeRefused = "downgrade-refused"
        case offerTooLong = "offer-too-long"
        /// The stored keys do not fit the server's salt, iterations or hash any more.
        case passwordNeeded = "password-needed"
        case userNotAllowed = "user-not-allowed"
        case passwordNotAllowed = "password-not-allowed"
        case malformedMessage = "malformed-message"
        /// The server's nonce does not extend ours.
        case nonceMismatch = "nonce-mismatch"
        case iterationsOutOfRange = "iterations-out-of-range"
        /// The server demands an extension (`m=`).
        case unknownExtension = "unknown-extension"
        /// The mechanism list the server signed is not the one that arrived (XEP-0474).
        case offerAltered = "offer-altered"
        case serverSignatureMissing = "server-signature-missing"
        case serverSignatureWrong = "server-signature-wrong"
        case unexpectedMessage = "unexpected-message"
        case cryptographyFailed = "cryptography-failed"
        /// The server wants more than a login, such as a one-time code (XEP-0388 §2.6.3).
        case furtherSteps = "further-steps"
        /// The server refuses the token that it gave out (XEP-0484).
        case tokenRefused = "token-refused"
        /// The server refused: user or password are wrong.
        case notAuthorized = "not-authorized"
        case accountDisabled = "account-disabled"
        case credentialsExpired = "credentials-expired"
        case temporaryFailure = "temporary-auth-failure"
        /// Any other refusal by the server.
        case refused = "refused"
    }

    public let condition: Condition
    /// The server's own name for its refusal (RFC 6120 §6.5), or nil; its words, not ours.
    public let serverCondition: String?
    /// What the server wrote for the user, or nil; never to be shown as the client's own words.
    public let serverText: String?

    public init(_ condition: Condition, serverCondition: String? = nil, serverText: String? = nil) {
        self.condition = condition
        self.serverCondition = serverCondition
        self.serverText = serverText
    }
}
