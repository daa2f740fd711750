internal import COpenSSL
internal import GrapnelStream

extension TransportError {
    /// An error about the server of `settings`, with what OpenSSL's queue says as detail.
    static func tls(_ condition: Condition, _ settings: TLSSettings) -> TransportError {
        TransportError(condition, settings.domain, detail: openSSLReason)
    }

    /// The newest entry of this thread's OpenSSL error queue in words, or nil.
    static var openSSLReason: String? {
        let code = ERR_peek_last_error()
        guard code != 0, let reason = ERR_reason_error_string(code) else { return nil }
        return String(cString: reason)
    }

    /// What a failed handshake means, read from the oldest entry of this thread's OpenSSL error queue.
    static func handshake(_ settings: TLSSettings) -> TransportError {
        let code = ERR_peek_error()
        let words = code == 0 ? nil : ERR_reason_error_string(code).map { String(cString: $0) }
        switch ERR_GET_REASON(code) {
        case SSL_R_NO_APPLICATION_PROTOCOL, SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
            return TransportError(.alpnMismatch, settings.domain, detail: words)
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
            return TransportError(.tlsFailed, settings.domain, detail: "it offers no TLS 1.2 or newer")
        case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY, SSL_R_NO_CIPHERS_AVAILABLE:
            return TransportError(.tlsFailed, settings.domain, detail: "there is no cipher suite in common")
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_RECORD_LENGTH_MISMATCH, SSL_R_HTTP_REQUEST:
            return TransportError(.tlsFailed, settings.domain, detail: "what answers there speaks no TLS")
        default:
            return TransportError(.tlsFailed, settings.domain, detail: words)
        }
    }
}
