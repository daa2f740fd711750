/// A place in the core or in a plugin where handlers may pass, replace or end a value.
///
/// A point is a typed constant, so the compiler completes its name and gives the handler's closure its type. A plugin
/// defines points of its own in the same way, and runs them with ``PluginContext/run(_:through:)``.
public struct FilterPoint<Value: Sendable>: Sendable {
    /// The name that `/hooks` prints; unique.
    public let name: String

    /// The stages in the order in which they run.
    public let stages: [Stage]

    public init(_ name: String, stages: [Stage]) {
        self.name = name
        self.stages = stages
    }
}

/// What a filter does with the value that it was given.
public enum Verdict<Value: Sendable>: Sendable {
    /// Go on with the value as it is.
    case pass
    /// Go on with another value.
    case replace(Value)
    /// End here, as handled; the reason is for `/hooks` and the log.
    case consume(reason: String)
    /// End here, as failed; the reason reaches the person in front.
    case fail(any Error)
}

/// A filter's closure; it runs in the order of one account's stanzas and holds up those behind it.
public typealias FilterBody<Value: Sendable> = @Sendable (Value) async throws -> Verdict<Value>

extension FilterPoint where Value == IncomingMessage {
    /// Every message of type chat, normal, headline or groupchat that reached an account.
    public static var messageReceived: FilterPoint {
        FilterPoint(
            "message-received",
            stages: [.validate, .decrypt, .normalize, .deduplicate, .store, .notify]
        )
    }
}

extension FilterPoint where Value == OutgoingMessage {
    /// Every message that a person sends, after it is in the journal and before it is on the stream.
    public static var messageSending: FilterPoint {
        FilterPoint("message-sending", stages: [.validate, .prepare, .encrypt])
    }
}

extension FilterPoint where Value == UncertainMessages {
    /// Messages of which nobody knows whether they arrived, before the outbox of the new session leaves.
    ///
    /// It runs after ``ObservationPoint/sessionStarted`` was told. A filter that fails found nothing out: whatever is not
    /// in ``UncertainMessages/arrived`` then is sent again.
    public static var messagesUncertain: FilterPoint {
        FilterPoint("messages-uncertain", stages: [.deduplicate])
    }
}
