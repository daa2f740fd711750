/// How the program ends, for whoever started it.
public struct ExitStatus: RawRepresentable, Sendable, Hashable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// All went well.
    public static let success = ExitStatus(rawValue: 0)
    /// Something failed; standard error says what.
    public static let failure = ExitStatus(rawValue: 1)
    /// What was waited for did not come in time; the number is that of timeout(1).
    public static let timedOut = ExitStatus(rawValue: 124)

    /// A signal ended it.
    public static func signal(_ number: Int32) -> ExitStatus { ExitStatus(rawValue: 128 + number) }
}
