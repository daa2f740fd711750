/// An account whose session is over.
public struct SessionEnd: Sendable {
    public let account: Account

    package init(account: Account) {
        self.account = account
    }
}
