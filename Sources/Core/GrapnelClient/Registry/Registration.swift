/// One thing that an owner has registered, with the way to undo it.
struct Registration: Sendable {
    /// What it is, as `/plugin info` counts it.
    enum Kind: String, Sendable, CaseIterable {
        case filter, observer, handler, feature, bindFeature, command, completer, task, room
    }

    let kind: Kind

    /// What it is called, such as `message-received/normalize` or `/join`.
    let label: String

    let undo: @Sendable () async -> Void
}
