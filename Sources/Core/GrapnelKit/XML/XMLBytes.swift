internal import Glibc

extension String {
    /// Lends the UTF-8 bytes without copying them.
    @inline(__always)
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        var text = self
        return text.withUTF8(body)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Names and values are equal if their bytes are: no Unicode equivalence, as XML has none.
    @inline(__always)
    func holdsSameBytes(as other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard count > 0, let mine = baseAddress, let others = other.baseAddress else { return true }
        return memcmp(mine, others, count) == 0
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Turns '&#38;' back into '&' in place and returns the new length.
    ///
    /// libxml2 leaves ampersands so in attribute values, names of namespaces included, when it does not substitute
    /// entities; no other '&' can stand there.
    func restoreAmpersands() -> Int {
        var read = 0
        var written = 0
        while read < count {
            self[written] = self[read]
            read += self[read] == UInt8(ascii: "&") ? 5 : 1
            written += 1
        }
        return written
    }
}
