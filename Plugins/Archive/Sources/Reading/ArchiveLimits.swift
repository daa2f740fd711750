/// How much is read at a time, and how much of an archive that this client has never read.
struct ArchiveLimits: Sendable, Hashable {
    /// The messages of a page; an archive may give fewer.
    var page = 250

    /// How many messages beyond a page are put up with before the answer counts as wrong.
    var slack = 50

    /// The most messages that a first reading takes.
    var firstMessages = 1000

    /// How far back a first reading goes, in days.
    var firstDays = 30

    /// How much is read twice where only the time says where to go on, in seconds: clocks and rounding.
    var overlap = 600
}
