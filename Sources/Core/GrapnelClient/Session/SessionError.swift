internal import GrapnelKit
internal import GrapnelStream

/// Why a session came to nothing or ended.
struct SessionError: Error, Sendable, CustomStringConvertible {
    /// One sentence that says what happened and what to do.
    let description: String

    /// Whether trying again without a change may help.
    let isTemporary: Bool

    /// Whether the secret did not fit, so that asking the person for a password may help.
    let wantsPassword: Bool

    init(_ error: any Error) {
        description = "\((error as? TransportError)?.sentence.capitalizedSentence ?? "\(error)")"
        switch error {
        case let error as TransportError:
            isTemporary =
                !error.isCertificateRefusal && error.condition != .tlsRequired
                && error.condition != .caFileUnreadable && error.condition != .hostUnknown
            wantsPassword = false
        case let failure as StreamFailure:
            wantsPassword = failure.login?.condition == .passwordNeeded
            isTemporary = Self.isTemporary(failure)
        case let error as StreamError:
            // Whoever took the resource away would lose it again to us, and we to them (RFC 6120 §4.9.3.3).
            isTemporary = error.condition != .conflict
            wantsPassword = false
        case is XMLError, is RequestFailure:
            isTemporary = true
            wantsPassword = false
        default:
            isTemporary = false
            wantsPassword = false
        }
    }

    private static func isTemporary(_ failure: StreamFailure) -> Bool {
        switch failure.condition {
        case .closedByServer, .timedOut, .malformedXML: true
        case .disconnected: failure.transport.map { SessionError($0).isTemporary } ?? true
        case .streamError: failure.streamError.map { SessionError($0).isTemporary } ?? true
        default: false
        }
    }
}

extension String {
    /// With a capital at the beginning and a full stop at the end.
    var capitalizedSentence: String {
        let text = prefix(1).uppercased() + dropFirst()
        return [".", "!", "?", "”", ")"].contains(text.suffix(1)) && !text.hasSuffix(")") ? text : text + "."
    }
}
