internal import GrapnelKit
internal import GrapnelStream

/// Why a session came to nothing or ended.
struct SessionError: Error, Sendable, CustomStringConvertible {
    /// One sentence that says what happened and what to do.
    let description: String

    /// Whether trying again without a change may help.
    let isTemporary: Bool

    init(_ error: any Error) {
        description = "\((error as? TransportError)?.sentence.capitalizedSentence ?? "\(error)")"
        switch error {
        case let error as TransportError:
            // A name that cannot be looked up may be one without a network.
            let lasting: Set<TransportError.Condition> = [
                .tlsRequired, .caFileUnreadable, .certificateFileUnreadable, .proxyRequired,
            ]
            isTemporary = !error.isCertificateRefusal && !lasting.contains(error.condition)
        case let failure as StreamFailure:
            isTemporary = Self.isTemporary(failure)
        case let error as StreamError:
            // Whoever took the resource away would lose it again to us, and we to them (RFC 6120 §4.9.3.3).
            let lasting: Set<StreamError.Condition> = [
                .conflict, .hostUnknown, .hostGone, .seeOtherHost, .unsupportedVersion, .notAuthorized,
            ]
            isTemporary = !lasting.contains(error.condition)
        case is XMLError, is RequestFailure, is CountMismatch:
            isTemporary = true
        default:
            isTemporary = false
        }
    }

    private static func isTemporary(_ failure: StreamFailure) -> Bool {
        switch failure.condition {
        case .closedByServer, .timedOut, .malformedXML, .resumptionMismatch: true
        case .loginFailed: failure.login?.condition == .temporaryFailure
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
