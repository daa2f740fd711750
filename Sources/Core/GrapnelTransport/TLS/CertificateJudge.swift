internal import COpenSSL
internal import GrapnelStream

/// Decides about a server's certificate inside the handshake, and remembers why it refused one.
///
/// OpenSSL asks before the client's Finished message, so a refusal ends the connection before anything is sent.
final class CertificateJudge {
    private let settings: TLSSettings
    private(set) var refusal: TransportError?

    init(_ settings: TLSSettings) {
        self.settings = settings
    }

    /// Makes `context` ask this judge, which has to outlive it.
    func install(in context: OpaquePointer) {
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        let judge = Unmanaged.passUnretained(self).toOpaque()
        SSL_CTX_set_cert_verify_callback(
            context,
            { chain, judge in
                guard let chain, let judge else { return 0 }
                return Unmanaged<CertificateJudge>.fromOpaque(judge).takeUnretainedValue().judge(chain) ? 1 : 0
            }, judge)
    }

    private func judge(_ chain: OpaquePointer) -> Bool {
        guard let leaf = X509_STORE_CTX_get0_cert(chain) else { return false }
        if let pin = settings.pinnedFingerprint {
            // The pin stands in for the chain, the dates and the names: it is for this one account's domain.
            let fingerprint = Certificate(leaf).fingerprint
            if fingerprint == pin {
                X509_STORE_CTX_set_error(chain, X509_V_OK)
                return true
            }
            X509_STORE_CTX_set_error(chain, X509_V_ERR_CERT_REJECTED)
            refusal = TransportError(
                .certificateNotPinned,
                settings.domain,
                detail: "pinned \(pin), presented \(fingerprint)"
            )
            return false
        }
        if X509_verify_cert(chain) > 0 { return true }
        let code = X509_STORE_CTX_get_error(chain)
        let culprit = X509_STORE_CTX_get_current_cert(chain) ?? leaf
        refusal = explain(code, leaf: Certificate(leaf), culprit: Certificate(culprit))
        return false
    }

    private func explain(_ code: Int32, leaf: Certificate, culprit: Certificate) -> TransportError {
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            error(.certificateExpired, "on \(culprit.notAfter)")
        case X509_V_ERR_CERT_NOT_YET_VALID:
            error(.certificateNotYetValid, "it begins on \(culprit.notBefore)")
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            error(.certificateForeignName, leaf.names.isEmpty ? "it names nobody" : "it is for \(leaf.names)")
        case X509_V_ERR_CERT_REVOKED:
            error(.certificateRevoked, nil)
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            error(.certificateUntrusted, "it is self-signed, SHA-256 \(leaf.fingerprint)")
        default:
            error(.certificateUntrusted, String(cString: X509_verify_cert_error_string(Int(code))))
        }
    }

    private func error(_ condition: TransportError.Condition, _ detail: String?) -> TransportError {
        TransportError(condition, settings.domain, detail: detail)
    }
}
