/// Own messages that went out on a stream which broke, so that nobody knows whether the server has taken them.
///
/// What is not found to have arrived is sent again with its identifier, in order, before anything newer.
public struct UncertainMessages: Sendable {
    /// The account that sent them.
    public let account: Account

    /// The messages in the order of writing; at most 256 at a time.
    public let entries: [JournalEntry]

    /// The numbers of those that were found to have arrived, as in the server's archive; they are not sent again.
    public var arrived: Set<Int64>

    package init(account: Account, entries: [JournalEntry], arrived: Set<Int64> = []) {
        self.account = account
        self.entries = entries
        self.arrived = arrived
    }
}
