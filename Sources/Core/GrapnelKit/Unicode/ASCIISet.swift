/// A set of ASCII bytes as two machine words, so that a membership test is a shift and a mask.
struct ASCIISet {
    private let low: UInt64
    private let high: UInt64

    /// The bytes of `range` without those of `excluded`; bytes above 0x7F are ignored.
    init(_ range: ClosedRange<UInt8>, except excluded: StaticString = "") {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for byte in range where byte < 0x80 {
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
        }
        excluded.withUTF8Buffer { bytes in
            for byte in bytes where byte < 0x80 {
                if byte < 64 { low &= ~(1 << UInt64(byte)) } else { high &= ~(1 << UInt64(byte - 64)) }
            }
        }
        self.low = low
        self.high = high
    }

    func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case ..<64: low & (1 << UInt64(byte)) != 0
        case ..<128: high & (1 << UInt64(byte - 64)) != 0
        default: false
        }
    }
}

extension ASCIISet {
    /// What the IdentifierClass holds of ASCII (RFC 8264, section 9.11).
    static let identifier = ASCIISet(0x21...0x7E)
    /// What the FreeformClass holds of ASCII: the identifiers and the space.
    static let freeform = ASCIISet(0x20...0x7E)
    /// What a localpart holds of ASCII (RFC 7622, section 3.3.1).
    static let localpart = ASCIISet(0x21...0x7E, except: "\"&'/:<>@")
}
