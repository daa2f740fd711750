internal import COpenSSL
internal import Glibc
internal import GrapnelStream

/// OpenSSL's set-up for one connection: versions, ciphers, trust (RFC 9325).
enum TLSContext {
    /// AEAD with forward secrecy alone (RFC 9325 §4.2); TLS 1.3 brings its own list.
    private static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!eNULL:!PSK:!SRP"

    /// The system's trusted certificates: a directory whose file names are hashes of the subjects, as Debian's
    /// `ca-certificates` keeps it; the environment variable `SSL_CERT_DIR` names another, as everywhere in OpenSSL.
    static var systemTrust: String {
        if let named = getenv(X509_get_default_cert_dir_env()) { return String(cString: named) }
        return String(cString: X509_get_default_cert_dir())
    }

    /// Makes a context that the caller frees with `SSL_CTX_free`.
    ///
    /// - Throws: ``TransportError`` with `caFileUnreadable`, `certificateFileUnreadable`, or `tlsFailed` if the library refuses a setting.
    static func make(_ settings: TLSSettings, trust: String) throws(TransportError) -> OpaquePointer {
        ERR_clear_error()
        guard let context = SSL_CTX_new(TLS_client_method()) else { throw TransportError.tls(.tlsFailed, settings) }
        do throws(TransportError) {
            try configure(context, settings, trust)
            return context
        } catch {
            SSL_CTX_free(context)
            throw error
        }
    }

    private static func configure(
        _ context: OpaquePointer,
        _ settings: TLSSettings,
        _ trust: String
    ) throws(TransportError) {
        // Not the system's configuration file: it may allow less, and must not allow more.
        SSL_CTX_set_security_level(context, 2)
        SSL_CTX_set_options(context, GRAPNEL_SSL_OPTIONS)
        guard
            SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil) == 1,
            SSL_CTX_set_cipher_list(context, ciphers) == 1,
            let store = SSL_CTX_get_cert_store(context)
        else { throw TransportError.tls(.tlsFailed, settings) }

        // The directory is looked up by hash when a chain needs it; parsing the bundle would cost 37 ms per process.
        X509_STORE_load_path(store, trust)
        if let file = settings.caFile, X509_STORE_load_file(store, file) != 1 {
            throw TransportError(.caFileUnreadable, file, detail: TransportError.openSSLReason)
        }
        if let file = settings.certificateFile { try present(file, in: context) }
        ERR_clear_error()
    }

    /// Has the handshake show a certificate of our own, where the server asks for one.
    private static func present(_ file: String, in context: OpaquePointer) throws(TransportError) {
        // Without it OpenSSL would ask for a passphrase on the terminal, and wait.
        SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in -1 }
        guard SSL_CTX_use_certificate_chain_file(context, file) == 1,
            SSL_CTX_use_PrivateKey_file(context, file, SSL_FILETYPE_PEM) == 1,
            SSL_CTX_check_private_key(context) == 1
        else { throw TransportError(.certificateFileUnreadable, file, detail: TransportError.openSSLReason) }
    }
}
