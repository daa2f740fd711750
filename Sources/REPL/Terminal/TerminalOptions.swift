/// How a terminal is taken and what it keeps.
public struct TerminalOptions: Sendable {
    /// Where keys come from.
    public var input: Int32 = 0

    /// Where lines go.
    public var output: Int32 = 1

    /// Whether looks become colours; `NO_COLOR` says no.
    public var isColoured = true

    /// The file for the lines typed; nil keeps them only while the program runs.
    public var history: String?

    /// How long nobody may press a key before servers are told that nobody looks.
    public var idleAfter: Duration = .seconds(300)

    public init() {}
}
