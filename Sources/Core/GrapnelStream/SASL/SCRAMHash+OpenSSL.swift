internal import COpenSSL

extension SCRAMHash {
    private var digest: OpaquePointer? {
        switch self {
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        case .sha512: EVP_sha512()
        }
    }

    /// H() of RFC 5802 §2.2.
    func hash(_ bytes: [UInt8]) throws(SASLError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: length)
        guard EVP_Digest(bytes, bytes.count, &result, nil, digest, nil) == 1 else {
            throw SASLError(.cryptographyFailed)
        }
        return result
    }

    /// HMAC() of RFC 5802 §2.2.
    func authenticate(_ bytes: [UInt8], key: [UInt8]) throws(SASLError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: length)
        guard HMAC(digest, key, Int32(key.count), bytes, bytes.count, &result, nil) != nil else {
            throw SASLError(.cryptographyFailed)
        }
        return result
    }

    /// Hi() of RFC 5802 §2.2, which is PBKDF2; it keeps one core busy for the whole of `iterations`.
    func stretch(_ password: [UInt8], salt: [UInt8], iterations: Int) throws(SASLError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: length)
        let worked = password.withUnsafeBytes { password in
            PKCS5_PBKDF2_HMAC(
                password.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(password.count),
                salt,
                Int32(salt.count),
                Int32(iterations),
                digest,
                Int32(length),
                &result
            )
        }
        guard worked == 1 else { throw SASLError(.cryptographyFailed) }
        return result
    }
}

/// Whether two byte strings are equal, in a time that does not tell where they differ.
func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}

/// Bytes from OpenSSL's generator for use in keys and nonces.
func randomBytes(_ count: Int) throws(SASLError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw SASLError(.cryptographyFailed) }
    return bytes
}
