internal import GrapnelKit

extension Negotiation {
    /// How far the stream that is being opened is protected.
    enum Phase {
        case clear
        case secured(TLSSession)
        case authenticated

        var isSecured: Bool {
            if case .clear = self { false } else { true }
        }
    }

    enum State {
        case begun
        case opening(Phase)
        case features(Phase)
        case proceeding
        case securing
        case authenticating(LoginAttempt)
        /// The session is there; the features that follow are not.
        case bound(EstablishedStream)
        case resuming(StreamResumption, StreamFeatures)
        case binding(ResourceBinding, StreamFeatures, ResumptionRefusal?)
        /// The session is there; the answer to the wish for stream management is not.
        case enabling(EstablishedStream)
        case ended
    }
}
