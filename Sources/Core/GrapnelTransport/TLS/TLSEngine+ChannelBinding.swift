internal import COpenSSL

extension TLSEngine {
    /// The data of `tls-exporter` (RFC 9266 §2): 32 bytes, a context of no bytes, which is not the same as none.
    static func exporter(_ ssl: OpaquePointer) -> [UInt8]? {
        let hasExtendedSecret = SSL_ctrl(ssl, SSL_CTRL_GET_EXTMS_SUPPORT, 0, nil) == 1
        // Without it two connections can share a master secret, and a binding binds nothing (RFC 7627 §1).
        guard SSL_version(ssl) >= TLS1_3_VERSION || hasExtendedSecret else { return nil }
        let label = "EXPORTER-Channel-Binding"
        var context: UInt8 = 0
        var output = [UInt8](repeating: 0, count: 32)
        let status = SSL_export_keying_material(ssl, &output, output.count, label, label.utf8.count, &context, 0, 1)
        return status == 1 ? output : nil
    }

    /// The data of `tls-unique` (RFC 5929 §3): the first Finished message, which a client sends itself unless a
    /// session below TLS 1.3 was resumed.
    ///
    /// RFC 9266 does not define it for TLS 1.3, but there are servers that know nothing else. The client's Finished
    /// covers the whole handshake there too, so it tells two connections apart just as well.
    static func unique(_ ssl: OpaquePointer) -> [UInt8]? {
        guard SSL_version(ssl) >= TLS1_3_VERSION || SSL_session_reused(ssl) == 0 else { return nil }
        var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        let count = SSL_get_finished(ssl, &output, output.count)
        guard count > 0, count <= output.count else { return nil }
        return Array(output.prefix(count))
    }
}
