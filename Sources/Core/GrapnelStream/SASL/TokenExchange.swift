internal import GrapnelKit

/// A login with a token: one message each way (draft-schmaus-kitten-sasl-ht §3).
///
/// The token itself never leaves: what is sent proves it for this connection, where the mechanism binds to it.
struct TokenExchange: Sendable {
    let token: FASTToken
    let initialResponse: [UInt8]
    private let expected: [UInt8]

    /// Nil where the connection lacks what the token's mechanism binds to.
    init?(_ token: FASTToken, user: String, over tls: TLSSession) throws(SASLError) {
        guard !user.isEmpty, !user.utf8.contains(0) else { throw SASLError(.userNotAllowed) }
        var data: [UInt8] = []
        if let kind = token.mechanism.binding {
            guard let binding = tls.bindings.first(where: { $0.kind == kind }) else { return nil }
            data = binding.data
        }
        let key = Array(token.secret.utf8)
        let hash = token.mechanism.hash
        self.token = token
        let proof = try hash.authenticate(Array("Initiator".utf8) + data, key: key)
        initialResponse = Array(user.utf8) + [0] + proof
        expected = try hash.authenticate(Array("Responder".utf8) + data, key: key)
    }

    /// A server that does not know the token is not trusted, whatever it says.
    func handle(_ event: SCRAMExchange.Event) -> SASLExchange.Action {
        guard case .success(let payload) = event else { return .fail(SASLError(.unexpectedMessage)) }
        guard let payload, !payload.isEmpty else { return .fail(SASLError(.serverSignatureMissing)) }
        guard equalInConstantTime(payload, expected) else { return .fail(SASLError(.serverSignatureWrong)) }
        return .succeed(nil, nil)
    }
}

extension TokenExchange: CustomStringConvertible, CustomReflectable {
    var description: String { token.mechanism.rawValue }

    var customMirror: Mirror { Mirror(self, children: ["mechanism": description]) }
}
