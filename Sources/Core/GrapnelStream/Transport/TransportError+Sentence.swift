extension TransportError {
    /// One sentence for the user: what happened and what to do.
    public var sentence: String {
        let peer = subject.isEmpty ? "the server" : subject
        let words =
            switch condition {
            case .connectionRefused:
                "\(peer) refuses the connection; check host and port, or try again when the server runs"
            case .hostUnknown: "there is no host named \(peer); check the address"
            case .hostUnreachable: "\(peer) cannot be reached; check the network connection"
            case .serviceUnavailable: "\(peer) says that it offers no such service; check the address"
            case .timedOut: "\(peer) did not answer in time; check the network, or try again later"
            case .reset: "\(peer) broke the connection off; it can be tried again"
            case .truncated: "the connection to \(peer) was cut off; it can be tried again"
            case .closed: "the connection to \(peer) is closed; connect again"
            case .cancelled: "the connection to \(peer) was given up on request"
            case .tlsRequired: "\(peer) offers no encryption, so nothing was sent; ask its operator to enable TLS"
            case .tlsFailed: "no encrypted connection to \(peer) could be agreed; its TLS set-up may be outdated"
            case .tlsInjected:
                "data was slipped in before encryption to \(peer) began, so the connection was dropped; "
                    + "someone on the network may be interfering"
            case .alpnMismatch: "\(peer) does not speak XMPP on this port; check the port"
            case .certificateExpired:
                "the certificate of \(peer) has expired, so nothing was sent; tell its operator"
            case .certificateNotYetValid:
                "the certificate of \(peer) is not valid yet, so nothing was sent; check this machine's clock"
            case .certificateForeignName:
                "the certificate presented is not for \(peer), so nothing was sent; check the domain"
            case .certificateUntrusted:
                "the certificate of \(peer) is signed by nobody trusted here, so nothing was sent; "
                    + "name a CA file for the account if you know the server"
            case .certificateRevoked: "the certificate of \(peer) was revoked, so nothing was sent; tell its operator"
            case .certificateNotPinned:
                "\(peer) presents another certificate than the pinned one, so nothing was sent; "
                    + "check the new fingerprint with its operator"
            case .caFileUnreadable: "\(peer) holds no readable PEM certificates; check the path"
            case .failed: "the connection to \(peer) failed; it can be tried again"
            }
        guard let detail, !detail.isEmpty else { return words }
        return "\(words) (\(detail))"
    }

    public var description: String { "\(condition.rawValue): \(sentence)" }
}
