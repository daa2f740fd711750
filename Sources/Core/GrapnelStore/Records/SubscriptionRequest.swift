public import GrapnelKit

/// Somebody who asks to see an account's presence and waits for an answer (RFC 6121 §3.1).
public struct SubscriptionRequest: Sendable, Hashable {
    /// The most Unicode scalars of ``status``.
    public static let maximumStatusLength = 1000

    /// The account that is asked.
    public let account: JID
    /// Who asks.
    public let sender: JID
    public let received: Timestamp
    /// What they wrote with it, cut to ``maximumStatusLength``; nil if nothing.
    public let status: String?

    public init(account: JID, sender: JID, received: Timestamp, status: String? = nil) {
        self.account = account.bare
        self.sender = sender.bare
        self.received = received
        self.status = status.map { status in
            String(String.UnicodeScalarView(status.unicodeScalars.prefix(Self.maximumStatusLength)))
        }
    }
}
