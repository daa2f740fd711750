/// An account that has come online.
public struct SessionStart: Sendable {
    public let account: Account

    package init(account: Account) {
        self.account = account
    }
}
