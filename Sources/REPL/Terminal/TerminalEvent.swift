/// What a person did at the terminal besides typing lines.
enum TerminalEvent: Sendable {
    /// Ctrl-C while nothing was typed; how many times in a row.
    case interrupt(Int)
    /// Tab.
    case completion(CompletionRequest)
}
