/// A stanza that is about to be written to a stream, and its position there.
public struct SentStanza: Sendable, Hashable {
    /// What it is kept as until the server has acknowledged it.
    public enum Content: Sendable, Hashable {
        /// The message of the journal with this number.
        case message(Int64)
        /// A stanza beside the journal.
        case stanza([UInt8])
        /// A stanza that is kept already, under this number.
        case kept(Int64)
    }

    public let content: Content
    public let position: UInt32

    public init(_ content: Content, position: UInt32) {
        self.content = content
        self.position = position
    }
}
