internal import COpenSSL
internal import Glibc

/// What an error or a session tells about a certificate; a view that lives as long as OpenSSL's own.
struct Certificate {
    private let x509: OpaquePointer

    init(_ x509: OpaquePointer) {
        self.x509 = x509
    }

    /// SHA-256 over the DER form, 64 lower-case hex digits; empty if the library fails.
    var fingerprint: String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard X509_digest(x509, EVP_sha256(), &digest, &count) == 1 else { return "" }
        return digest.prefix(Int(count)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    /// The data of `tls-server-end-point` (RFC 5929 §4.1): the certificate by the hash that signed it, with SHA-256 in
    /// place of what is broken; nil for a signature without a hash of its own, where it is not defined.
    var endPoint: [UInt8]? {
        var name: Int32 = 0
        guard X509_get_signature_info(x509, &name, nil, nil, nil) == 1, name != NID_undef else { return nil }
        let isBroken = name == NID_md5 || name == NID_sha1
        guard let hash = isBroken ? EVP_sha256() : EVP_get_digestbyname(OBJ_nid2sn(name)) else { return nil }
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard X509_digest(x509, hash, &digest, &count) == 1 else { return nil }
        return Array(digest.prefix(Int(count)))
    }

    /// The DNS names, at most four, cut to printable ASCII: a stranger wrote them.
    var names: String {
        guard let stack = X509_get_ext_d2i(x509, NID_subject_alt_name, nil, nil) else { return "" }
        let list = OpaquePointer(stack)
        defer { GENERAL_NAMES_free(list) }
        var names: [String] = []
        for index in 0..<OPENSSL_sk_num(list) where names.count < 5 {
            guard let entry = OPENSSL_sk_value(list, index) else { continue }
            let name = entry.assumingMemoryBound(to: GENERAL_NAME.self)
            guard name.pointee.type == GEN_DNS, let text = name.pointee.d.dNSName else { continue }
            let bytes = UnsafeBufferPointer(start: ASN1_STRING_get0_data(text), count: Int(ASN1_STRING_length(text)))
            let printable = bytes.prefix(253).map { (0x21...0x7e).contains($0) ? $0 : UInt8(ascii: "?") }
            names.append(String(decoding: printable, as: UTF8.self))
        }
        if names.count > 4 { names[4] = "others" }
        return names.joined(separator: ", ")
    }

    var notBefore: String { Self.day(X509_get0_notBefore(x509)) }
    var notAfter: String { Self.day(X509_get0_notAfter(x509)) }

    /// `2026-01-31`, in UTC.
    private static func day(_ time: UnsafePointer<ASN1_TIME>?) -> String {
        var parts = tm()
        guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return "an unreadable date" }
        let (year, month, day) = (parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday)
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}
