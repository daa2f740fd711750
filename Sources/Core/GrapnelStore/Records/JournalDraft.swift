public import GrapnelKit

/// A message that is to be journalled; it gets its number there.
public struct JournalDraft: Sendable, Hashable {
    public var conversation: ConversationID
    /// What the conversation is, for one that begins with this message.
    public var kind: ConversationKind
    public var direction: Direction
    /// Who speaks: the bare address of a person, the nick of an occupant.
    public var author: String
    /// Any text, NUL included.
    public var body: String
    /// The identifier that the sender chose.
    public var stanzaID: String?
    /// The identifier that the archive of the conversation gave, from where it can be trusted (XEP-0359 §6).
    public var archiveID: String?
    public var sent: Timestamp
    /// `received` for an incoming message and for nothing else.
    public var state: JournalEntry.State
    /// Whether it comes from the past, such as a room's history.
    public var isDelayed: Bool
    /// For a message that the server may have delivered before, when that would have been; nil where it cannot have.
    ///
    /// An entry of that time with the same author, identifier and body is this message. All of them count, because some
    /// clients number their messages from one at every start.
    public var repeatWindow: ClosedRange<Timestamp>?

    /// For a delayed message of a stream, the first entry that the stream brought: it stands behind those that came
    /// since, whose moments may be finer than its own; nil where its moment alone counts.
    public var firstOfStream: Int64?

    /// - Parameter state: Nil for `received` or `pending`, as the direction says.
    public init(
        _ conversation: ConversationID, kind: ConversationKind = .direct, direction: Direction, author: String,
        body: String, stanzaID: String? = nil, archiveID: String? = nil, sent: Timestamp = .now,
        state: JournalEntry.State? = nil, isDelayed: Bool = false
    ) {
        self.conversation = conversation
        self.kind = kind
        self.direction = direction
        self.author = author
        self.body = body
        self.stanzaID = stanzaID
        self.archiveID = archiveID
        self.sent = sent
        self.state = state ?? (direction == .incoming ? .received : .pending)
        self.isDelayed = isDelayed
    }
}
