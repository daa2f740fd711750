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
