internal import GrapnelKit

/// A time from which messages may be missing, because the archive no longer had them or would not give them.
struct ArchiveGap: Sendable, Hashable {
    var from: Timestamp
    var until: Timestamp

    var sentence: String { "Messages between \(from) and \(until) may be missing." }
}
