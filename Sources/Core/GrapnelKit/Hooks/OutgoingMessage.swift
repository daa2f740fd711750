/// A message on its way through ``FilterPoint/messageSending``: it is in the journal, and not yet on the stream.
public struct OutgoingMessage: Sendable {
    /// The account that sends it.
    public let account: Account

    /// The conversation that it belongs to.
    public let conversation: ConversationID

    /// Person or room.
    public let kind: ConversationKind

    /// The stanza; a filter adds payloads or replaces it.
    public var stanza: Message

    package init(account: Account, conversation: ConversationID, kind: ConversationKind, stanza: Message) {
        self.account = account
        self.conversation = conversation
        self.kind = kind
        self.stanza = stanza
    }
}
