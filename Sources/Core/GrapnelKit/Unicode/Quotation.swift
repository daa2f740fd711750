extension Unicode.Scalar {
    /// The code point in words that are safe to print: “U+2163 (ROMAN NUMERAL FOUR)”.
    var label: String {
        let digits = String(value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        guard let name = properties.name ?? properties.nameAlias else { return code }
        return "\(code) (\(name))"
    }
}

extension String {
    /// The string between quotes, shortened to 64 code points, unprintable ones as U+XXXX, for an error's sentence.
    var quoted: String {
        var result = "'"
        for (index, scalar) in unicodeScalars.enumerated() {
            guard index < 64 else {
                result += "…"
                break
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
                result += "<U+\(String(scalar.value, radix: 16, uppercase: true))>"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "'"
    }
}
