internal import GrapnelKit

extension SASLError {
    /// More characters than this of what a server wrote are cut off.
    static let wordsLimit = 512

    /// The error that a server-final-message carries (`e=`, RFC 5802 §7).
    init(scram value: String) {
        let condition: Condition =
            switch value {
            case "invalid-proof", "unknown-user": .notAuthorized
            // The server did offer binding, so somebody removed it from the list that arrived.
            case "server-does-support-channel-binding": .offerAltered
            default: .refused
            }
        self.init(condition, serverCondition: String(value.prefix(Self.wordsLimit)))
    }

    /// The error that a `<failure/>` carries (RFC 6120 §6.5).
    init(failure: XMLElement) {
        let name = failure.children.first { $0.namespace == StreamNamespace.sasl && $0.name != "text" }?.name
        let condition: Condition =
            switch name {
            case "not-authorized": .notAuthorized
            case "account-disabled": .accountDisabled
            case "credentials-expired": .credentialsExpired
            case "temporary-auth-failure": .temporaryFailure
            default: .refused
            }
        let text = failure.first("text", StreamNamespace.sasl)?.text
        self.init(
            condition,
            serverCondition: name.map { String($0.prefix(Self.wordsLimit)) },
            serverText: text.map { String($0.prefix(Self.wordsLimit)) }
        )
    }
}
