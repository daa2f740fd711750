public import GrapnelKit

/// Whoever shows what happens: a terminal, a pipe, a test.
public protocol Front: Sendable {
    /// Shows an event; the session that tells it waits, so a slow front slows the stream instead of filling memory.
    func present(_ event: FrontEvent) async

    /// Asks the person for a secret, without echo and without a trace in any history; nil where nobody can be asked.
    func secret(_ question: String) async -> String?

    /// Asks the person for a line, which no history keeps; nil where nobody can be asked.
    func ask(_ question: String) async -> String?

    /// Drops what the front remembers of an account that is being removed, such as lines that were typed.
    func forget(_ account: JID) async
}

extension Front {
    public func ask(_ question: String) async -> String? { nil }
    public func forget(_ account: JID) async {}
}
