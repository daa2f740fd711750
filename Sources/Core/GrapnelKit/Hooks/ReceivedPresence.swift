/// A presence that reached an account, with its sender decided.
public struct ReceivedPresence: Sendable {
    public let account: Account
    public let source: Source
    public let stanza: Presence

    package init(account: Account, source: Source, stanza: Presence) {
        self.account = account
        self.source = source
        self.stanza = stanza
    }
}
