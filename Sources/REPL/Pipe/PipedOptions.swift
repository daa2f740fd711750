/// What a front without a terminal is asked to do.
public struct PipedOptions: Sendable {
    /// Texts or expressions; each must appear in a printed line before the program ends.
    public var waitFor: [String] = []

    /// How long each wait may take: for the accounts at the start, for unsent messages and for texts at the end.
    public var timeout: Duration = .seconds(30)

    public init() {}
}
