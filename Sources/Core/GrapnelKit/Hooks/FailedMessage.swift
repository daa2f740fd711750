/// An error that a peer or server sent back for a message of ours.
public struct FailedMessage: Sendable {
    public let account: Account
    public let source: Source
    public let stanza: Message

    package init(account: Account, source: Source, stanza: Message) {
        self.account = account
        self.source = source
        self.stanza = stanza
    }
}
