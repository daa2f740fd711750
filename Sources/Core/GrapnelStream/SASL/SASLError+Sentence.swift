extension SASLError: CustomStringConvertible {
    /// One sentence for the user: what happened and what to do.
    ///
    /// What the server wrote stands in quotes after "the server says"; it is not cleaned of control characters.
    public var sentence: String {
        guard let words = serverText ?? serverCondition, !words.isEmpty else { return ownWords }
        return "\(ownWords) (the server says: \"\(words)\")"
    }

    private var ownWords: String {
        switch condition {
        case .noSharedMechanism:
            "the server offers no login that keeps the password secret (SCRAM), so none was tried; tell its operator"
        case .downgradeRefused:
            "the server offers a weaker login than before, which an attacker could cause, so nothing was sent; "
                + "ask its operator whether that is meant"
        case .offerTooLong: "the server lists more login mechanisms than is reasonable, so none was tried"
        case .passwordNeeded: "the server changed how it stores the password; enter the password once more"
        case .userNotAllowed: "the user name has characters that no login allows; check the address"
        case .passwordNotAllowed: "the password has characters that no login allows; check how it was entered"
        case .malformedMessage: "the server's login message makes no sense, so the login was given up"
        case .nonceMismatch: "the server answered another login than this one, so the login was given up"
        case .iterationsOutOfRange:
            "the server asks for an iteration count that is unsafe or absurd, so the login was given up"
        case .unknownExtension: "the server demands a login extension that is not known here"
        case .offerAltered:
            "the list of login mechanisms was altered on the way from the server, so the login was given up; "
                + "someone on the network may be interfering"
        case .serverSignatureMissing, .serverSignatureWrong:
            "the server could not prove that it knows the password, so it was not trusted; check the address"
        case .unexpectedMessage: "the server sent a login message out of turn, so the login was given up"
        case .cryptographyFailed: "the cryptographic library refused an operation; check the OpenSSL installation"
        case .notAuthorized: "the server refuses this user or password; check both"
        case .accountDisabled: "the server says that this account is disabled; ask its operator"
        case .credentialsExpired: "the server says that the password has expired; change it with the server"
        case .temporaryFailure: "the server cannot check logins at the moment; try again later"
        case .refused: "the server refuses the login"
        }
    }

    public var description: String { "\(condition.rawValue): \(sentence)" }
}
