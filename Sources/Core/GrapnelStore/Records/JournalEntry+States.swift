public import GrapnelKit

extension JournalEntry.State {
    /// Whether a message may take this step.
    ///
    /// What was sent goes back to the outbox where the stream ended before the server acknowledged it, and a failed
    /// message when the user tries again; it may also turn out to have arrived. Received and confirmed are ends.
    public func canBecome(_ next: JournalEntry.State) -> Bool {
        switch (self, next) {
        case (.pending, .sent), (.pending, .confirmed), (.pending, .failed),
            (.sent, .pending), (.sent, .confirmed), (.sent, .failed),
            (.failed, .pending), (.failed, .confirmed):
            true
        default: false
        }
    }
}
