/// A place in the core or in a plugin that tells what happened; an observer cannot change or stop it.
///
/// A plugin tells the observers of a point of its own with ``PluginContext/tell(_:at:)``.
public struct ObservationPoint<Event: Sendable>: Sendable {
    /// The name that `/hooks` prints; unique.
    public let name: String

    public init(_ name: String) {
        self.name = name
    }
}

/// An observer's closure; events of one account arrive in their order.
public typealias ObserverBody<Event: Sendable> = @Sendable (Event) async throws -> Void

extension ObservationPoint where Event == ReceivedPresence {
    /// Every presence that reached an account, after the roster has taken note of it.
    public static var presenceReceived: ObservationPoint { ObservationPoint("presence-received") }
}

extension ObservationPoint where Event == FailedMessage {
    /// An error that answers a message this account sent.
    public static var messageFailed: ObservationPoint { ObservationPoint("message-failed") }
}

extension ObservationPoint where Event == JournalEntry {
    /// A message that is in the journal now, received or sent.
    public static var messageStored: ObservationPoint { ObservationPoint("message-stored") }
}

extension ObservationPoint where Event == SessionStart {
    /// An account that is online: bound, roster known, presence sent.
    public static var sessionStarted: ObservationPoint { ObservationPoint("session-started") }
}

extension ObservationPoint where Event == SessionResumption {
    /// An account whose stream broke and was taken up again (XEP-0198 §5).
    ///
    /// Nothing was lost: rooms are still joined, presence still stands, and open requests are still answered. Neither
    /// ``sessionEnded`` nor ``sessionStarted`` is told for it.
    public static var sessionResumed: ObservationPoint { ObservationPoint("session-resumed") }
}

extension ObservationPoint where Event == SessionEnd {
    /// An account whose session is over, whatever the cause; a break that is mended by a resumption is none.
    public static var sessionEnded: ObservationPoint { ObservationPoint("session-ended") }
}
