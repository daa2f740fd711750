internal import Glibc
internal import GrapnelStream
internal import NIOCore
internal import NIOPosix

extension TransportError {
    /// What NIO's failure of an open connection means.
    static func broken(_ error: any Error, _ endpoint: Endpoint) -> TransportError {
        switch error {
        case let error as TransportError:
            error
        case let error as IOError:
            TransportError(condition(of: error.errnoCode, else: .reset), endpoint.description, detail: error.words)
        case ChannelError.ioOnClosedChannel, ChannelError.alreadyClosed, ChannelError.eof,
            ChannelError.outputClosed, ChannelError.inputClosed:
            TransportError(.closed, endpoint.description)
        default:
            TransportError(.failed, endpoint.description, detail: String(describing: error))
        }
    }

    /// What NIO's failure to connect means.
    static func connecting(_ error: any Error, _ endpoint: Endpoint) -> TransportError {
        switch error {
        case let error as TransportError:
            return error
        case let error as NIOConnectionError:
            guard !error.connectionErrors.isEmpty else {
                return lookingUp([error.dnsAError, error.dnsAAAAError], endpoint)
            }
            let failures = error.connectionErrors.map { connecting($0.error, endpoint) }
            // Of several addresses the one that answered at all tells most.
            return failures.first { $0.condition == .connectionRefused } ?? failures[0]
        case ChannelError.connectTimeout:
            return TransportError(.timedOut, endpoint.description)
        case let error as IOError:
            let condition = condition(of: error.errnoCode, else: .failed)
            let isPlain = condition == .connectionRefused
            return TransportError(condition, endpoint.description, detail: isPlain ? nil : error.words)
        default:
            return broken(error, endpoint)
        }
    }

    /// What it means that no address of a host is known: a failure of either look-up tells more than an empty answer.
    private static func lookingUp(_ errors: [(any Error)?], _ endpoint: Endpoint) -> TransportError {
        let error = mostTelling(errors.compactMap { $0 as? TransportError })
        // As the user wrote it, not in its ASCII form.
        return TransportError(error?.condition ?? .hostUnknown, endpoint.host, detail: error?.detail)
    }

    private static func condition(of code: Int32, else other: Condition) -> Condition {
        switch code {
        case ECONNREFUSED: .connectionRefused
        case ETIMEDOUT: .timedOut
        case ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, ENETDOWN, EHOSTDOWN: .hostUnreachable
        case ECONNRESET, EPIPE, ECONNABORTED: .reset
        default: other
        }
    }
}

extension IOError {
    /// The system's words for the error number.
    fileprivate var words: String { String(cString: strerror(errnoCode)) }
}
