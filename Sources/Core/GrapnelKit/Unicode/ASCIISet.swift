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

extension Unicode.Scalar {
    /// Whether the code point is of a host name's label; false, not a trap, beyond ASCII.
    var isLDH: Bool { isASCII && UInt8(ascii: self).isLDH }
}

extension UInt8 {
    var isASCIIUppercase: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }

    /// Letters, digits and the hyphen, the alphabet of a host name's label.
    var isLDH: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension String {
    /// The string with A to Z in lower case and everything else as it was.
    func asciiLowercased() -> String {
        guard utf8.contains(where: \.isASCIIUppercase) else { return self }
        return String(decoding: utf8.map { $0.isASCIIUppercase ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
