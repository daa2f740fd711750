public import GrapnelKit

/// What became of a message that was to be journalled.
public enum JournalOutcome: Sendable, Hashable {
    /// It is on the disk.
    case stored(JournalEntry)
    /// It was there already, as this.
    case duplicate(JournalEntry)

    /// The entry, whenever it was stored.
    public var entry: JournalEntry {
        switch self {
        case .stored(let entry), .duplicate(let entry): entry
        }
    }

    /// Whether the message is new.
    public var isNew: Bool {
        if case .stored = self { true } else { false }
    }
}
