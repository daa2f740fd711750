public import GrapnelKit

/// Why a registration came to nothing.
public struct RegistrationFailure: Error, Sendable, CustomStringConvertible {
    /// What went wrong, as a stable name.
    public enum Condition: String, Sendable, Hashable {
        /// The server does not let anybody register in-band.
        case notOffered = "not-offered"
        /// The server sends people elsewhere; see ``RegistrationFailure/url``.
        case elsewhere
        /// The server refused what was filled in; see ``RegistrationFailure/error``.
        case refused
        /// The server's answer cannot be used.
        case unusable
        /// Something came that belongs to no registration.
        case outOfTurn = "out-of-turn"
        /// The stream ended before the registration did.
        case ended
    }

    public let condition: Condition
    /// What the server answered, for `notOffered` and `refused`.
    public let error: StanzaError?
    /// Where the server sends people, in its words.
    public let url: String?
    /// What the server says to people who want an account, or what is wrong with its form.
    public let text: String?
    let address: JID

    init(
        _ condition: Condition, _ address: JID, error: StanzaError? = nil, url: String? = nil, text: String? = nil
    ) {
        self.condition = condition
        self.address = address
        self.error = error
        self.url = url
        self.text = text
    }

    /// One sentence that says what happened and what to do, and the server's own words behind it.
    public var description: String {
        guard let words = error?.text ?? (condition == .elsewhere ? text : nil), !words.isEmpty else { return sentence }
        return "\(sentence) The server says: \(words.cited)"
    }

    private var sentence: String {
        let domain = address.domain
        switch condition {
        case .notOffered:
            return "\(domain) makes no accounts this way; ask its operator, or look at its website."
        case .elsewhere:
            guard let url else { return "\(domain) makes accounts elsewhere." }
            return "\(domain) makes accounts on the web: \(url.cut(to: 512)) then type /account add \(address)."
        case .refused:
            return refusal
        case .unusable:
            return text ?? "\(domain) sent a form that cannot be used."
        case .outOfTurn:
            return "\(domain) sent something that belongs to no registration, so the connection was closed."
        case .ended:
            return "\(domain) closed the connection before the account was made; try again later."
        }
    }

    private var refusal: String {
        let domain = address.domain
        return switch error?.condition {
        case .conflict?: "The name \(address.local ?? "") is taken at \(domain); choose another one."
        case .notAcceptable?, .badRequest?:
            "\(domain) does not accept these answers; check them, the CAPTCHA too if there is one, and register again."
        case .notAllowed?, .forbidden?, .notAuthorized?:
            "\(domain) does not let you make an account; it may take only some names or networks, ask its operator."
        case .resourceConstraint?, .policyViolation?:
            "\(domain) makes no more accounts for you right now; wait an hour and register again."
        case .jidMalformed?: "\(domain) does not take the name \(address.local ?? ""); choose another one."
        default: "\(domain) made no account (\(error?.condition.rawValue.cut(to: 64) ?? "no reason")); try again later."
        }
    }
}
