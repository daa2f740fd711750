/// What a search through a whole profile has found of an account that was removed from it.
public struct RemovalReport: Sendable, Hashable {
    /// A file that still holds pieces.
    public struct Trace: Sendable, Hashable {
        public let path: String
        /// How many places.
        public let count: Int
        /// What the pieces are, as `address` or `journal.body`.
        public let origins: [String]
    }

    /// How many files were read, and their octets.
    public let files: Int
    public let octets: Int
    /// How many pieces were looked for in each.
    public let needles: Int
    /// What is left; empty where the removal is complete.
    public let traces: [Trace]
    /// Pieces that other accounts have as well, such as the address of a common contact, which stay with those.
    public let shared: Int
}
