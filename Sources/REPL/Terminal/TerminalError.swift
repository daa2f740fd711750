/// Why a terminal could not be taken, as one sentence.
public struct TerminalError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Condition: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// What was given is no terminal.
        public static let noTerminal = Condition(rawValue: "no-terminal")
        /// Another part of the process has it; readline can serve only one at a time.
        public static let busy = Condition(rawValue: "busy")
        /// The system refused something.
        public static let system = Condition(rawValue: "system")
    }

    public let condition: Condition
    public let description: String

    init(_ condition: Condition, _ sentence: String) {
        self.condition = condition
        self.description = sentence
    }
}
