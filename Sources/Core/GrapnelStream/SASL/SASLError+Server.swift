extension SASLError {
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

    /// More characters than this of what a server wrote are cut off.
    static let wordsLimit = 512
}
