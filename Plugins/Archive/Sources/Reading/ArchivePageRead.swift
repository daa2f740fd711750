internal import GrapnelKit

/// One page as an archive gave it.
struct ArchivePageRead: Sendable {
    /// What could be read of it, with a moment each, in order.
    var messages: [CarriedMessage]
    var end: ArchiveEnd
    /// How many results could not be read.
    var unreadable = 0
}
