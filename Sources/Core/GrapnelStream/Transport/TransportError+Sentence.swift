extension TransportError: CustomStringConvertible {
    /// What happened and what to do, for the user.
    public var sentence: String {
        guard let detail, !detail.isEmpty else { return words }
        return "\(words) (\(detail))"
    }

    private var words: String {
        let who = subject.isEmpty ? "The server" : subject
        let whom = subject.isEmpty ? "the server" : subject
        return switch condition {
        case .connectionRefused:
            "\(who) refuses the connection; check host and port, or try again when the server runs."
        case .hostUnknown: "There is no host named \(whom); check the address."
        case .hostUnreachable: "\(who) cannot be reached; check the network connection."
        case .lookupFailed:
            "The name servers could not look \(whom) up; try again later."
        case .noNameServer:
            "No name server answers, so \(whom) could not be looked up; check the network connection."
        case .serviceUnavailable: "\(who) says that it offers no such service; check the address."
        case .timedOut: "\(who) did not answer in time; check the network, or try again later."
        case .reset: "\(who) broke the connection off; it can be tried again."
        case .truncated: "The connection to \(whom) was cut off; it can be tried again."
        case .closed: "The connection to \(whom) is closed; connect again."
        case .cancelled: "The connection to \(whom) was given up on request."
        case .tlsRequired: "\(who) offers no encryption, so nothing was sent; ask its operator to enable TLS."
        case .tlsFailed: "No encrypted connection to \(whom) could be agreed; its TLS set-up may be outdated."
        case .tlsInjected:
            "Data was slipped in before encryption to \(whom) began, so the connection was dropped; "
                + "someone on the network may be interfering."
        case .alpnMismatch: "\(who) does not speak XMPP on this port; check the port."
        case .certificateExpired: "The certificate of \(whom) has expired, so nothing was sent; tell its operator."
        case .certificateNotYetValid:
            "The certificate of \(whom) is not valid yet, so nothing was sent; check this machine's clock."
        case .certificateForeignName:
            "The certificate presented is not for \(whom), so nothing was sent; check the domain."
        case .certificateUntrusted:
            "The certificate of \(whom) is signed by nobody trusted here, so nothing was sent; "
                + "name a CA file for the account if you know the server."
        case .certificateRevoked: "The certificate of \(whom) was revoked, so nothing was sent; tell its operator."
        case .certificateNotPinned:
            "\(who) presents another certificate than the pinned one, so nothing was sent; "
                + "check the new fingerprint with its operator."
        case .certificateFileUnreadable:
            "\(who) holds no certificate with its key, without a passphrase and as PEM; check the path."
        case .caFileUnreadable: "\(who) holds no readable PEM certificates; check the path."
        case .proxyUnreachable:
            "The proxy \(subject) cannot be reached, so nothing was sent; check that it runs and its address."
        case .proxyRefused:
            "The proxy \(subject) refuses the connection; check the account's proxy and the server's address."
        case .proxyMalformed:
            "What answers as proxy at \(subject) is no SOCKS5 proxy; check the account's proxy."
        case .proxyRequired:
            "\(who) is an onion service, which is never looked up here; "
                + "give the account a proxy such as socks5://127.0.0.1:9050."
        case .redirectedTooOften:
            "The servers of \(whom) send the connection from one to the next without end; try again later."
        case .resumptionRefused:
            "\(who) does not go on from an earlier encrypted session; it can be tried again with a new one."
        case .failed: "The connection to \(whom) failed; it can be tried again."
        }
    }

    public var description: String { sentence }
}
