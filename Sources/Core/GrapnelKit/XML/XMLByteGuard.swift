/// Checks that a stream is UTF-8 as RFC 3629 has it, without NUL, before libxml2 sees a byte of it.
///
/// libxml2 accepts overlong sequences in names and CDATA, and takes NUL for the end of its buffer.
struct XMLByteGuard {
    /// Continuation bytes that must follow before the current character is complete.
    private var missing = 0
    /// What the next continuation byte may be; narrower after E0, ED, F0 and F4.
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    /// Returns how many bytes from the start are good; the state carries over to the next call.
    mutating func accepted(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard let start = bytes.baseAddress else { return 0 }
        let count = bytes.count
        var index = 0
        while index < count {
            if missing == 0 {
                index = Self.skipASCII(start, index, count)
                if index == count { break }
            }
            guard take(bytes[index]) else { return index }
            index += 1
        }
        return count
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        if missing > 0 {
            guard allowed.contains(byte) else { return false }
            missing -= 1
            allowed = 0x80...0xBF
            return true
        }
        switch byte {
        case 0x01...0x7F: return true
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, allowed) = (2, 0xA0...0xBF)
        case 0xED: (missing, allowed) = (2, 0x80...0x9F)
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, allowed) = (3, 0x90...0xBF)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, allowed) = (3, 0x80...0x8F)
        default: return false
        }
        return true
    }

    /// Returns the index of the next byte that is NUL or not ASCII.
    private static func skipASCII(_ start: UnsafePointer<UInt8>, _ from: Int, _ count: Int) -> Int {
        let low: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        var index = from
        let raw = UnsafeRawPointer(start)
        while count &- index >= 16 {
            let one = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let two = raw.loadUnaligned(fromByteOffset: index &+ 8, as: UInt64.self)
            // The subtraction sets a high bit where a byte is 0; a byte that is not ASCII has it anyway.
            guard (one | two | (one &- low) | (two &- low)) & high == 0 else { break }
            index &+= 16
        }
        while index < count, start[index] &- 1 < 0x7F { index &+= 1 }
        return index
    }
}
