internal import GrapnelKit

/// A message of an archive: its identifier there, and when the archive got it.
struct ArchivePlace: Sendable, Hashable {
    var id: String
    var moment: Timestamp
}
