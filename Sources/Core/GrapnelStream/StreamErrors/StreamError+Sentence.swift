internal import GrapnelKit

extension StreamError: CustomStringConvertible {
    /// What happened and what to do, for the user.
    ///
    /// What the server wrote stands in quotes behind "The server says"; it is not cleaned of control characters.
    public var sentence: String {
        guard let text, !text.isEmpty else { return ownWords }
        return "\(ownWords) The server says: \(text.cited)"
    }

    private var ownWords: String {
        switch condition {
        case .conflict: "Another client took this resource over; connect again with another resource."
        case .connectionTimeout: "The server heard nothing for too long and closed the connection."
        case .hostGone, .hostUnknown: "This server does not serve the account's domain; check the address."
        case .internalServerError: "The server has a fault and closed the connection; try again later."
        case .notAuthorized: "The server closed the connection because the login was not complete."
        case .policyViolation: "The server closed the connection because something broke its rules."
        case .reset: "The server wants the connection to be made anew."
        case .resourceConstraint: "The server is at its limit and closed the connection; try again later."
        case .seeOtherHost:
            "The server asks to connect to \((otherHost ?? "").cited) instead, which could not be followed safely; "
                + "set it as the account's host if you trust it."
        case .systemShutdown: "The server is shutting down; try again later."
        case .unsupportedVersion: "The server does not speak this version of XMPP."
        case .badFormat, .badNamespacePrefix, .improperAddressing, .invalidFrom, .invalidNamespace, .invalidXML,
            .notWellFormed, .restrictedXML, .unsupportedEncoding, .unsupportedFeature, .unsupportedStanzaType:
            "The server did not understand what it was sent (\(condition.rawValue)) and closed the connection."
        default: "The server closed the connection with the error \(condition.rawValue.cut(to: 64).cited)."
        }
    }

    public var description: String { sentence }
}
