/// A request that reached an account, with its payload read.
public struct Request<P: Payload>: Sendable {
    public let account: Account
    public let source: Source
    public let stanza: IQ
    public let payload: P

    package init(account: Account, source: Source, stanza: IQ, payload: P) {
        self.account = account
        self.source = source
        self.stanza = stanza
        self.payload = payload
    }
}
