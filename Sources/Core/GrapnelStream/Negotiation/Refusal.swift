/// A failure of the negotiation, with the last words that belong to it.
struct Refusal: Error {
    /// What the server is told before the connection is closed.
    enum Farewell {
        /// The end tag alone.
        case endTag
        case streamError(StreamError.Condition)
        /// `<abort/>`, while a login is under way (RFC 6120 §6.4.4, XEP-0388 §5.4).
        case abort(SASLProfile)
        /// Not one byte more.
        case silence
    }

    let failure: StreamFailure
    let farewell: Farewell

    init(_ failure: StreamFailure, _ farewell: Farewell = .endTag) {
        self.failure = failure
        self.farewell = farewell
    }

    init(_ condition: StreamFailure.Condition, _ farewell: Farewell = .endTag) {
        self.init(StreamFailure(condition), farewell)
    }
}
