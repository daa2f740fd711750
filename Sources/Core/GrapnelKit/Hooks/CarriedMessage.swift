/// A message that came inside another one: from an archive (XEP-0313), or as a copy of what another device sent or
/// received (XEP-0280).
///
/// Whoever makes one has checked who the outer message is from; the core decides again, by the inner addresses, what it
/// is part of.
public struct CarriedMessage: Sendable {
    /// The archive that it comes from; nil for a copy.
    ///
    /// What an account's own archive has is to or from the account; what a room's has is from the room.
    public let archive: JID?

    /// The inner message.
    public let stanza: Message

    /// When it was sent, as the archive or server says; one in the future counts as now.
    public let sent: Timestamp

    /// Whether it comes from the past.
    public let isDelayed: Bool

    /// Its identifier in the archive.
    public let archiveID: String?

    /// A message of an archive.
    public init(_ stanza: Message, of archive: JID, as archiveID: String, sent: Timestamp) {
        self.archive = archive
        self.stanza = stanza
        self.sent = sent
        self.isDelayed = true
        self.archiveID = archiveID
    }

    /// A copy of a message, which came inside `outer`.
    public init(_ stanza: Message, in outer: IncomingMessage) {
        self.archive = nil
        self.stanza = stanza
        self.sent = outer.sent
        self.isDelayed = outer.isDelayed
        self.archiveID = nil
    }
}
