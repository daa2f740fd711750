public import GrapnelKit

/// What became of a page of an archive.
public struct ArchiveOutcome: Sendable, Hashable {
    /// The entries that are new, in the order of the archive.
    public internal(set) var stored: [JournalEntry] = []
    /// Messages of ours that were in the outbox, and have turned out to be with the server.
    public internal(set) var settled: [JournalEntry] = []
    /// How many were here already.
    public internal(set) var known = 0
}
