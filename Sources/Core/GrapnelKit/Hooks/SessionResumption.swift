/// An account whose broken stream was taken up again: the session goes on where it was.
public struct SessionResumption: Sendable {
    public let account: Account

    package init(account: Account) {
        self.account = account
    }
}
