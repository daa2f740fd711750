/// Which code points XML 1.0 (fifth edition) allows where.
enum XMLCharacters {
    static let replacement: Unicode.Scalar = "\u{FFFD}"

    /// Production 2, Char.
    static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0xD7FF, 0x9, 0xA, 0xD, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// Production 4, NameStartChar, without the colon (Namespaces in XML 1.0, production 4, NCName).
    static func startsName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A, 0x5F: true
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D: true
        case 0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD: true
        case 0x10000...0xEFFFF: true
        default: false
        }
    }

    /// Production 4a, NameChar, without the colon.
    static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2D, 0x2E, 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
        default: startsName(scalar)
        }
    }

    /// The text with each illegal code point replaced by U+FFFD.
    static func legalText(_ text: String) -> String {
        // Only C0 controls (one byte) and U+FFFE/U+FFFF (lead byte EF) can be illegal in a Swift string.
        let suspicious = text.utf8.contains { ($0 < 0x20 && $0 != 0x9 && $0 != 0xA && $0 != 0xD) || $0 == 0xEF }
        guard suspicious else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isLegal(scalar) ? scalar : replacement) }
        return String(result)
    }

    /// The name with each code point that an NCName cannot hold replaced by an underscore.
    static func legalName(_ name: String) -> String {
        let plain = name.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x41 && $0 <= 0x5A) }
        if plain, !name.isEmpty { return name }
        var result = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            if result.isEmpty, !startsName(scalar) {
                result.append("_")
                if continuesName(scalar) { result.append(scalar) }
            } else {
                result.append(continuesName(scalar) ? scalar : "_")
            }
        }
        return result.isEmpty ? "_" : String(result)
    }
}
