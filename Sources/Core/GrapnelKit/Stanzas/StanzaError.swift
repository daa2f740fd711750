/// A stanza error (RFC 6120 §8.3): what a peer answered, or what a handler throws to be answered.
public struct StanzaError: Error, Sendable, Hashable {
    /// A defined condition (RFC 6120 §8.3.3).
    public struct Condition: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let badRequest = Condition(rawValue: "bad-request")
        public static let conflict = Condition(rawValue: "conflict")
        public static let featureNotImplemented = Condition(rawValue: "feature-not-implemented")
        public static let forbidden = Condition(rawValue: "forbidden")
        public static let gone = Condition(rawValue: "gone")
        public static let internalServerError = Condition(rawValue: "internal-server-error")
        public static let itemNotFound = Condition(rawValue: "item-not-found")
        public static let jidMalformed = Condition(rawValue: "jid-malformed")
        public static let notAcceptable = Condition(rawValue: "not-acceptable")
        public static let notAllowed = Condition(rawValue: "not-allowed")
        public static let notAuthorized = Condition(rawValue: "not-authorized")
        public static let policyViolation = Condition(rawValue: "policy-violation")
        public static let recipientUnavailable = Condition(rawValue: "recipient-unavailable")
        public static let redirect = Condition(rawValue: "redirect")
        public static let registrationRequired = Condition(rawValue: "registration-required")
        public static let remoteServerNotFound = Condition(rawValue: "remote-server-not-found")
        public static let remoteServerTimeout = Condition(rawValue: "remote-server-timeout")
        public static let resourceConstraint = Condition(rawValue: "resource-constraint")
        public static let serviceUnavailable = Condition(rawValue: "service-unavailable")
        public static let subscriptionRequired = Condition(rawValue: "subscription-required")
        public static let undefinedCondition = Condition(rawValue: "undefined-condition")
        public static let unexpectedRequest = Condition(rawValue: "unexpected-request")
    }

    /// The type of an error: what the sender of the failed stanza may do (RFC 6120 §8.3.2).
    public enum Kind: String, Sendable {
        case auth, cancel, `continue`, modify, wait
    }

    public let condition: Condition
    public let kind: Kind

    /// The words of whoever sent the error, at most 1,000 Unicode scalars; not ours, so label them when shown.
    public let text: String?

    /// The application-specific condition, where there is one.
    public let detail: XMLElement?

    static let namespace = "urn:ietf:params:xml:ns:xmpp-stanzas"

    /// An error of the type that RFC 6120 §8.3.3 recommends for its condition.
    public init(_ condition: Condition, text: String? = nil, detail: XMLElement? = nil) {
        self.init(condition, kind: condition.usualKind, text: text, detail: detail)
    }

    public init(_ condition: Condition, kind: Kind, text: String? = nil, detail: XMLElement? = nil) {
        self.condition = condition
        self.kind = kind
        self.text = text.map { $0.cut(to: 1000) }
        self.detail = detail
    }

    /// Reads the error child of a stanza; a missing or strange one is undefined-condition.
    init(stanza: XMLElement) {
        let error = stanza.first("error")
        let children = error.map { Array($0.children) } ?? []
        let condition = children.first { $0.namespace == Self.namespace && $0.name != "text" }
        self.init(
            Condition(rawValue: condition?.name ?? "undefined-condition"),
            kind: (error?["type"]).flatMap(Kind.init(rawValue:)) ?? .cancel,
            text: error?.first("text", Self.namespace)?.text,
            detail: children.first { $0.namespace != Self.namespace }
        )
    }

    /// The error as the child of a stanza.
    public var element: XMLElement {
        XMLElement("error", clientNamespace, ["type": kind.rawValue]) {
            XMLElement(condition.rawValue, Self.namespace)
            if let text { XMLElement("text", Self.namespace, text: text) }
            if let detail { detail }
        }
    }
}

extension StanzaError.Condition {
    var usualKind: StanzaError.Kind {
        switch self {
        case .badRequest, .jidMalformed, .notAcceptable, .policyViolation, .redirect: .modify
        case .forbidden, .notAuthorized, .registrationRequired, .subscriptionRequired: .auth
        case .recipientUnavailable, .remoteServerTimeout, .resourceConstraint, .unexpectedRequest: .wait
        default: .cancel
        }
    }
}

extension StanzaError: CustomStringConvertible {
    /// One sentence for people, with the peer's own words marked as such.
    public var description: String {
        guard let text, !text.isEmpty else { return sentence }
        return "\(sentence) They say: \(text.cited)"
    }

    private var sentence: String {
        switch condition {
        case .badRequest: "The request was not understood."
        case .conflict: "That name or resource is already in use."
        case .featureNotImplemented: "The other side does not know this feature."
        case .forbidden: "You are not allowed to do this."
        case .gone: "That address is gone."
        case .itemNotFound: "There is nothing at that address."
        case .jidMalformed: "The address is malformed."
        case .notAcceptable: "The other side does not accept this."
        case .notAllowed: "Nobody is allowed to do this here."
        case .notAuthorized: "A password is needed, or the one given is wrong."
        case .policyViolation: "This is against the rules of the service."
        case .recipientUnavailable: "The recipient is not available right now."
        case .registrationRequired: "Only members may do this; ask an owner to be added."
        case .remoteServerNotFound: "That server does not exist or cannot be reached; check the address."
        case .remoteServerTimeout: "That server did not answer; try again later."
        case .resourceConstraint: "The service is at its limit; try again later."
        case .serviceUnavailable: "The other side does not offer this, or is not online."
        case .subscriptionRequired: "You have to be subscribed to the contact first; use /sub request."
        default: "The other side answered with the error \(condition.rawValue.cut(to: 64))."
        }
    }
}
