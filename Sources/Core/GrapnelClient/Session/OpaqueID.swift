/// Identifiers for stanzas: 120 random bits, so that nobody can answer what they have not seen.
enum OpaqueID {
    private static let digits = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    static func next() -> String {
        var generator = SystemRandomNumberGenerator()
        return String(unsafeUninitializedCapacity: 24) { buffer in
            for position in 0..<24 { buffer[position] = digits[Int(generator.next(upperBound: UInt64(32)))] }
            return 24
        }
    }
}
