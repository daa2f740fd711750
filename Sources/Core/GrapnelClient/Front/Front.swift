/// Whoever shows what happens: a terminal, a pipe, a test.
public protocol Front: Sendable {
    /// Shows an event; the session that tells it waits, so a slow front slows the stream instead of filling memory.
    func present(_ event: FrontEvent) async

    /// Asks the person for a secret, without echo and without a trace in any history; nil where nobody can be asked.
    func secret(_ question: String) async -> String?
}
