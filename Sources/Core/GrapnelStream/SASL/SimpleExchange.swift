internal import GrapnelKit

/// A login of one message that proves nothing of the server: PLAIN and EXTERNAL.
///
/// Made from a ``TLSSession`` alone: the connection is encrypted and the certificate was accepted.
struct SimpleExchange: Sendable {
    let mechanism: String
    let initialResponse: [UInt8]
    let pin: SASLPin?

    /// The password as it is (RFC 4616); the server prepares it.
    static func plain(user: String, password: String, over _: TLSSession) throws(SASLError) -> SimpleExchange {
        guard !user.isEmpty, !user.utf8.contains(0) else { throw SASLError(.userNotAllowed) }
        guard !password.isEmpty, !password.utf8.contains(0) else { throw SASLError(.passwordNotAllowed) }
        let message = [0] + Array(user.utf8) + [0] + Array(password.utf8)
        return SimpleExchange(mechanism: "PLAIN", initialResponse: message, pin: nil)
    }

    /// By the certificate that the handshake showed (RFC 4422 appendix A, XEP-0178).
    static func external(account: JID, over _: TLSSession) -> SimpleExchange {
        SimpleExchange(
            mechanism: "EXTERNAL", initialResponse: Array(account.bare.description.utf8), pin: .external)
    }

    func handle(_ event: SCRAMExchange.Event) -> SASLExchange.Action {
        switch event {
        case .success(let payload) where payload?.isEmpty ?? true: .succeed(nil, pin)
        default: .fail(SASLError(.unexpectedMessage))
        }
    }
}

extension SimpleExchange: CustomStringConvertible, CustomReflectable {
    /// The mechanism; never the message.
    var description: String { mechanism }

    var customMirror: Mirror { Mirror(self, children: ["mechanism": mechanism]) }
}
