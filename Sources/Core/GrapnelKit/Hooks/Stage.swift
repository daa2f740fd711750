/// A named step of a hook point; handlers run stage by stage, never by bare numbers.
public struct Stage: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }

    /// Is this stanza what it claims to be: sender, form, permission.
    public static let validate = Stage(rawValue: "validate")
    /// From encrypted to clear.
    public static let decrypt = Stage(rawValue: "decrypt")
    /// From one specification's form to the common one: conversation, author, time.
    public static let normalize = Stage(rawValue: "normalize")
    /// Has it been here before.
    public static let deduplicate = Stage(rawValue: "deduplicate")
    /// Into the journal.
    public static let store = Stage(rawValue: "store")
    /// To whoever watches.
    public static let notify = Stage(rawValue: "notify")

    /// What is added to an outgoing message in clear: requests for receipts, ids, addressing.
    public static let prepare = Stage(rawValue: "prepare")
    /// From clear to encrypted; the last stage that sees content.
    public static let encrypt = Stage(rawValue: "encrypt")
}
