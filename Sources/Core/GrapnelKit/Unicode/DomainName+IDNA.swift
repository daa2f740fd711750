internal import CUnicode

/// The conversions of RFC 5891, section 4, done by libidn2 with the strict rules of registration.
extension DomainName {
    /// The A-label of a U-label in lower case and NFC.
    static func aLabel(of label: String) throws(PreparationError) -> String {
        guard !label.utf8.contains(0) else { throw .disallowed("\0") }
        var converted: UnsafeMutablePointer<UInt8>?
        let status = idn2_register_u8(Array(label.utf8) + [0], nil, &converted, 0)
        defer { idn2_free(converted) }
        guard status == IDN2_OK.rawValue, let converted else { throw .refused(label: label, status) }
        return String(cString: converted)
    }

    /// The U-label of an A-label in lower case, which must be the only A-label that means it.
    static func uLabel(of label: String) throws(PreparationError) -> String {
        guard let invalid = label.unicodeScalars.first(where: { !$0.isLDH }) else {
            return try converted(label)
        }
        throw .disallowed(invalid)
    }

    private static func converted(_ label: String) throws(PreparationError) -> String {
        guard label.utf8.count <= 63 else { throw .longLabel }
        var registered: UnsafeMutablePointer<UInt8>?
        let check = idn2_register_u8(nil, Array(label.utf8) + [0], &registered, 0)
        defer { idn2_free(registered) }
        guard check == IDN2_OK.rawValue else { throw .refused(label: label, check) }
        var decoded: UnsafeMutablePointer<CChar>?
        let status = idn2_to_unicode_8z8z(label, &decoded, 0)
        defer { idn2_free(decoded) }
        guard status == IDN2_OK.rawValue, let decoded else { throw .refused(label: label, status) }
        let text = String(cString: decoded)
        // Both directions must agree, whatever the library let pass.
        guard try aLabel(of: text) == label else { throw .refused(label: label, IDN2_UALABEL_MISMATCH.rawValue) }
        return text
    }
}

extension PreparationError {
    static let longLabel = PreparationError(.tooLong, "has a label longer than 63 octets")
    static let misplacedHyphen = PreparationError(
        .malformedLabel, "has a label that begins or ends with a hyphen, or has two in its third and fourth place")

    fileprivate static func refused(label: String, _ status: Int32) -> PreparationError {
        switch status {
        case IDN2_DISALLOWED.rawValue:
            PreparationError(.disallowed, "has the label \(label.quoted), with a character that domain names exclude")
        case IDN2_UNASSIGNED.rawValue:
            PreparationError(.unassigned, "has the label \(label.quoted), with a character that is not assigned")
        case IDN2_CONTEXTJ.rawValue, IDN2_CONTEXTJ_NO_RULE.rawValue, IDN2_CONTEXTO.rawValue,
            IDN2_CONTEXTO_NO_RULE.rawValue:
            PreparationError(.context, "has the label \(label.quoted), with a character in a context it may not have")
        case IDN2_BIDI.rawValue: .direction
        case IDN2_TOO_BIG_LABEL.rawValue, IDN2_TOO_BIG_DOMAIN.rawValue: .longLabel
        case IDN2_2HYPHEN.rawValue, IDN2_HYPHEN_STARTEND.rawValue: .misplacedHyphen
        case IDN2_LEADING_COMBINING.rawValue:
            PreparationError(.malformedLabel, "has the label \(label.quoted), which begins with a combining mark")
        default:
            PreparationError(.malformedLabel, "has the label \(label.quoted), which is not one of IDNA2008")
        }
    }
}
