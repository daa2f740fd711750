/// One contact as the server keeps it (RFC 6121 §2.1.2).
public struct RosterItem: Sendable, Hashable {
    /// Who sees whose presence.
    public enum Subscription: String, Sendable {
        /// Nobody.
        case none
        /// We see theirs.
        case to
        /// They see ours.
        case from
        /// Both.
        case both
    }

    /// The bare address.
    public let jid: JID

    /// The name that this account gave; nil where it gave none.
    public let name: String?
    public let subscription: Subscription

    /// Whether a subscription request of ours waits for an answer (`ask='subscribe'`).
    public let isAsking: Bool

    /// Whether a request of theirs is granted in advance (RFC 6121 §3.4).
    public let isApproved: Bool

    /// The groups, sorted, without doubles.
    public let groups: [String]

    package init(
        jid: JID, name: String? = nil, subscription: Subscription = .none, isAsking: Bool = false,
        isApproved: Bool = false, groups: [String] = []
    ) {
        self.jid = jid
        self.name = name
        self.subscription = subscription
        self.isAsking = isAsking
        self.isApproved = isApproved
        self.groups = groups
    }
}
