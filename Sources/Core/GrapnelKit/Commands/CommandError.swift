/// Why a command could not do what was asked: one sentence that says what happened and what to do.
public struct CommandError: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ sentence: String) {
        self.description = sentence
    }
}
