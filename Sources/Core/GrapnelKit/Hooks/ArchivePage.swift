/// Consecutive messages of an archive, to be journalled in one transaction with what their reader notes.
public struct ArchivePage: Sendable {
    /// What a page is read for.
    public enum Purpose: Sendable {
        /// What this client missed: read forwards, shown in front as news.
        case missed
        /// What was before: read backwards, and not shown until somebody asks for it.
        case older
    }

    /// The most messages of a page.
    public static var bound: Int { 1000 }

    public let account: Account
    public let purpose: Purpose

    /// In the archive's order.
    public let messages: [CarriedMessage]

    /// The archive's identifier of the message that the page was read on from; nil where there was none.
    ///
    /// Nothing of a page with ``Purpose/missed`` stands before it, however coarse the archive's clock is.
    public var after: String?

    /// Settings of the plugin for the account that change with the page, such as how far it has read; nil removes one.
    public let notes: [String: String?]

    public init(
        of account: Account, _ purpose: Purpose, _ messages: [CarriedMessage], noting notes: [String: String?] = [:]
    ) {
        self.account = account
        self.purpose = purpose
        self.messages = messages
        self.notes = notes
    }
}

/// What became of an ``ArchivePage``.
public struct TakenPage: Sendable, Hashable {
    /// How many messages are new in the journal.
    public let stored: Int

    /// How many were there already.
    public let known: Int

    /// How many a filter of ``FilterPoint/messageReceived`` could not take in; the person in front was told.
    public let failed: Int

    package init(stored: Int, known: Int, failed: Int) {
        self.stored = stored
        self.known = known
        self.failed = failed
    }
}
