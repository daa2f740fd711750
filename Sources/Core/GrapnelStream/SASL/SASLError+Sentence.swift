internal import GrapnelKit

extension SASLError: CustomStringConvertible {
    /// What happened and what to do, for the user.
    ///
    /// What the server wrote stands in quotes behind "The server says"; it is not cleaned of control characters.
    public var sentence: String {
        guard let words = serverText ?? serverCondition, !words.isEmpty else { return ownWords }
        return "\(ownWords) The server says: \(words.cited)"
    }

    private var ownWords: String {
        switch condition {
        case .noSharedMechanism:
            "The server offers no login that is known here, so none was tried; tell its operator."
        case .downgradeRefused:
            "The server offers a weaker login than before, which an attacker could cause, so nothing was sent; "
                + "ask its operator whether that is meant, and only then type /account set ACCOUNT mechanism-pin none."
        case .offerTooLong: "The server lists more login mechanisms than is reasonable, so none was tried."
        case .passwordNeeded: "The server changed how it stores the password; enter the password once more."
        case .userNotAllowed: "The user name has characters that no login allows; check the address."
        case .passwordNotAllowed: "The password is empty or has characters that no login allows; enter it again."
        case .malformedMessage: "The server's login message makes no sense, so the login was given up."
        case .nonceMismatch: "The server answered another login than this one, so the login was given up."
        case .iterationsOutOfRange:
            "The server asks for an iteration count that is unsafe or absurd, so the login was given up."
        case .unknownExtension: "The server demands a login extension that is not known here."
        case .offerAltered:
            "The list of login mechanisms was altered on the way from the server, so the login was given up; "
                + "someone on the network may be interfering."
        case .serverSignatureMissing, .serverSignatureWrong:
            "The server could not prove that it knows the password, so it was not trusted; check the address."
        case .unexpectedMessage: "The server sent a login message out of turn, so the login was given up."
        case .cryptographyFailed: "The cryptographic library refused an operation; check the OpenSSL installation."
        case .furtherSteps:
            "The server wants another step behind the password, such as a one-time code, which is not supported here; "
                + "make a password for this program with the server."
        case .tokenRefused: "The server does not know its own login token any more; connect again."
        case .notAuthorized: "The server refuses this user or password; check both."
        case .accountDisabled: "This account is disabled on the server; ask its operator."
        case .credentialsExpired: "The password has expired; change it with the server."
        case .temporaryFailure: "The server cannot check logins at the moment; try again later."
        case .refused: "The server refuses the login."
        }
    }

    public var description: String { sentence }
}
