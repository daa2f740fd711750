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

    /// What a server wants besides the login (XEP-0388 §2.6.3).
    init(further element: XMLElement) {
        let tasks = element.first("tasks", StreamNamespace.sasl2)?.children
            .lazy.filter { $0.isNamed("task", StreamNamespace.sasl2) }.prefix(8).map(\.text).joined(separator: ", ")
        self.init(
            .furtherSteps,
            serverCondition: tasks.map { String($0.prefix(Self.wordsLimit)) },
            serverText: Self.text(in: element))
    }

    private static func text(in element: XMLElement) -> String? {
        let text = element.first("text", StreamNamespace.sasl) ?? element.first("text", StreamNamespace.sasl2)
        return text.map { String($0.text.prefix(wordsLimit)) }
    }

    /// The error that a `<failure/>` of either profile carries (RFC 6120 §6.5, XEP-0388 §2.6.2).
    init(failure: XMLElement) {
        // Prosody leaves some conditions in the namespace of their parent.
        let name =
            failure.children.first { $0.namespace == StreamNamespace.sasl && $0.name != "text" }?.name
            ?? failure.children.first { $0.namespace == StreamNamespace.sasl2 && $0.name != "text" }?.name
        let condition: Condition =
            switch name {
            case "not-authorized": .notAuthorized
            case "account-disabled": .accountDisabled
            case "credentials-expired": .credentialsExpired
            case "temporary-auth-failure": .temporaryFailure
            default: .refused
            }
        self.init(
            condition,
            serverCondition: name.map { String($0.prefix(Self.wordsLimit)) },
            serverText: Self.text(in: failure)
        )
    }
}
