/// One message as it stands in the journal.
public struct JournalEntry: Sendable, Hashable {
    /// How far a message has come.
    public enum State: String, Sendable {
        /// Received.
        case received
        /// In the outbox: stored, and not known to have reached the server.
        case pending
        /// With the server: acknowledged, or written to a server that acknowledges nothing (XEP-0198).
        case sent
        /// Came back, as from a room that shows everybody what they said.
        case confirmed
        /// Refused; the reason stands beside it.
        case failed
    }

    /// The row, growing in the order of storing; unique in a profile.
    public let number: Int64
    public let conversation: ConversationID
    public let kind: ConversationKind
    public let direction: Direction

    /// Who speaks: the bare address of a person, the nick of an occupant.
    public let author: String
    public let body: String

    /// The identifier that the sender chose; nil where there was none.
    public let stanzaID: String?
    public let sent: Timestamp
    public let state: State

    /// Why it failed, as a sentence.
    public let failure: String?

    /// Whether it came from the past, such as a room's history.
    public let isDelayed: Bool

    /// The identifier that the archive of the conversation gave (XEP-0359), from where it can be trusted.
    public let archiveID: String?

    package init(
        number: Int64, conversation: ConversationID, kind: ConversationKind, direction: Direction, author: String,
        body: String, stanzaID: String?, sent: Timestamp, state: State, failure: String?, isDelayed: Bool,
        archiveID: String? = nil
    ) {
        self.number = number
        self.conversation = conversation
        self.kind = kind
        self.direction = direction
        self.author = author
        self.body = body
        self.stanzaID = stanzaID
        self.sent = sent
        self.state = state
        self.failure = failure
        self.isDelayed = isDelayed
        self.archiveID = archiveID
    }
}
