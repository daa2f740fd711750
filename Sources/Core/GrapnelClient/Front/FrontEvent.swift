public import GrapnelKit

/// Something that a person in front wants to know.
public enum FrontEvent: Sendable {
    /// A message is in the journal: received, or sent by this account.
    case message(JournalEntry)
    /// Messages that other devices sent or received while this client was not there, from the archive, in order.
    case missed([JournalEntry])
    /// A message in the journal that a command asks to see again.
    case past(JournalEntry)
    /// A message in the journal has come further, or has failed.
    case progress(JournalEntry)
    /// Somebody in the roster came, went, or changed what they say.
    case presence(account: JID, presence: Presence)
    /// Somebody asks to see this account's presence.
    case subscriptionRequest(account: JID, from: JID, status: String?)
    /// A session of an account began, goes on or ended.
    case connection(account: JID, ConnectionState)
    /// A command asks to make a conversation the open one.
    case opened(ConversationID, ConversationKind)
    /// Anything else, as a sentence.
    case notice(Notice)
}
