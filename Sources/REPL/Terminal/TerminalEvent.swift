/// What a person did at the terminal besides typing lines.
enum TerminalEvent: Sendable {
    /// Ctrl-C while nothing was typed; how many times in a row.
    case interrupt(Int)
    /// Somebody is back at the keys, or has not been for long; see ``Terminal/isActive``.
    case activity
    /// Tab.
    case completion(CompletionRequest)
}
