/// A message on its way through ``FilterPoint/messageReceived``.
public struct IncomingMessage: Sendable {
    /// The account that received it.
    public let account: Account

    /// Who sent it, by the outer sender.
    public let source: Source

    /// The stanza; a decrypting filter puts the clear one here.
    public var stanza: Message

    /// The conversation that it belongs to.
    public var conversation: ConversationID

    /// Person or room.
    public var kind: ConversationKind

    /// Received, or sent by this account from elsewhere.
    public var direction: Direction

    /// Who speaks: the bare address of a person, the nick of an occupant.
    public var author: String

    /// When it was sent; that of an XEP-0203 delay of the server or the room, otherwise now.
    public var sent: Timestamp

    /// Whether it comes from the past: from offline storage or a room's history.
    public var isDelayed: Bool

    /// The identifier that the archive of the account or of the room gave it (XEP-0359 §3); nil unless a plugin has
    /// made sure that it is theirs.
    ///
    /// The store stage recognises by it what is in the journal already.
    public var archiveID: String?

    /// The row that the store stage made of it.
    package var entry: JournalEntry?

    /// The stream's count with this stanza, which is stored together with it (XEP-0198 §4).
    package var count: UInt32?

    /// When it would have come if the server had delivered it before.
    package var repeatWindow: ClosedRange<Timestamp>?

    /// For one that comes late on a stream that has brought others: the row of the first of them.
    package var firstOfStream: Int64?

    package init(
        account: Account, source: Source, stanza: Message, conversation: ConversationID, kind: ConversationKind,
        direction: Direction, author: String, sent: Timestamp, isDelayed: Bool, archiveID: String? = nil
    ) {
        self.account = account
        self.source = source
        self.stanza = stanza
        self.conversation = conversation
        self.kind = kind
        self.direction = direction
        self.author = author
        self.sent = sent
        self.isDelayed = isDelayed
        self.archiveID = archiveID
    }
}
