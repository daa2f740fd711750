internal import GrapnelKit

extension StreamFailure: CustomStringConvertible {
    /// What happened and what to do, for the user.
    public var sentence: String {
        if let login { return login.sentence }
        if let streamError { return streamError.sentence }
        if let transport { return transport.sentence }
        guard let serverText, !serverText.isEmpty else { return ownWords }
        return "\(ownWords) The server says: \(serverText.cited)"
    }

    private var ownWords: String {
        switch condition {
        case .tlsRequired: "The server offers no encryption, so nothing was sent; ask its operator to enable TLS."
        case .tlsRefused: "The server could not start encryption, so nothing was sent; try again later."
        case .tlsInjected:
            "Data was slipped in before encryption began, so the connection was dropped; "
                + "someone on the network may be interfering."
        case .foreignStream: "The server answered for another domain than the account's; check the address."
        case .notAStream: "What answered there is no XMPP server; check host and port."
        case .unsupportedVersion: "The server speaks a version of XMPP that is too old."
        case .earlyStanza: "The server sent messages before the login was over, so the connection was closed."
        case .unexpectedElement: "The server sent something out of turn, so the connection was closed."
        case .malformedXML: "The server sent XML that XMPP does not allow, so the connection was closed."
        case .loginFailed: "The login failed."
        case .bindNotOffered: "The server let us in but offers no session; tell its operator."
        case .bindRefused: "The server gives out no session under this resource; try another one."
        case .bindMismatch: "The server tried to make this session another account's, so it was closed."
        case .resumptionMismatch:
            "The server took up the broken session in a way that makes no sense, so it was closed; connect again for "
                + "a new one."
        case .streamError, .closedByServer: "The server closed the connection; try again later."
        case .timedOut: "The server took too long to let us in; try again later."
        case .disconnected: "The connection was lost; it can be tried again."
        }
    }

    public var description: String { sentence }
}
