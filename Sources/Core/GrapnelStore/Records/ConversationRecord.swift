public import GrapnelKit

/// What is kept of a conversation beside its messages.
public struct ConversationRecord: Sendable, Hashable {
    public let id: ConversationID
    public let kind: ConversationKind
    /// When the user last looked at it; nil if never.
    public let opened: Timestamp?
    /// When it was opened, or something was said in it, last; never in the future of this machine's clock.
    public let active: Timestamp
}
