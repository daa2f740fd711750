extension XMLWriter {
    enum Place {
        case text
        case attribute
    }

    /// Appends a value so that any conforming parser gives it back unchanged.
    ///
    /// `>` is always escaped because of `]]>`, carriage returns because parsers normalise line ends, tabs and line
    /// feeds in attributes because parsers turn them into spaces (XML 1.0 §2.4, §2.11, §3.3.3).
    static func escape(_ value: UnsafeBufferPointer<UInt8>, as place: Place, into output: inout [UInt8]) {
        var clean = 0
        for index in value.indices {
            guard let entity = entity(value[index], in: place) else { continue }
            output.append(contentsOf: value[clean..<index])
            output.append(contentsOf: entity.utf8)
            clean = index + 1
        }
        output.append(contentsOf: value[clean...])
    }

    private static func entity(_ byte: UInt8, in place: Place) -> String? {
        // Every byte that needs escaping is below '?'; letters and UTF-8 leave here.
        guard byte < 0x3F else { return nil }
        switch byte {
        case UInt8(ascii: "&"): return "&amp;"
        case UInt8(ascii: "<"): return "&lt;"
        case UInt8(ascii: ">"): return "&gt;"
        case 0xD: return "&#13;"
        case UInt8(ascii: "'") where place == .attribute: return "&apos;"
        case UInt8(ascii: "\"") where place == .attribute: return "&quot;"
        case 0x9 where place == .attribute: return "&#9;"
        case 0xA where place == .attribute: return "&#10;"
        default: return nil
        }
    }
}
