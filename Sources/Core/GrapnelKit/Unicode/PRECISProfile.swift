/// The profiles of RFC 8265 that XMPP addresses and SASL use.
package enum PRECISProfile {
    /// Section 3.3: user names, compared without regard to case. An address's localpart.
    case usernameCaseMapped
    /// Section 4.2: passwords and other free text, kept as typed. An address's resourcepart.
    case opaqueString

    /// The string as it is stored, sent and compared.
    ///
    /// Preparing twice gives the same as preparing once.
    ///
    /// - Throws: ``PreparationError`` for an empty string, code points outside the profile's class or their context,
    ///   and right-to-left text that breaks the Bidi Rule.
    package func enforce(_ string: String) throws(PreparationError) -> String {
        guard !string.isEmpty else { throw .empty }
        if let prepared = enforceASCII(string) { return prepared }
        var current = Array(string.unicodeScalars)
        // As RFC 8266, section 2.1: reapply until nothing changes, three times at most, then refuse.
        for _ in 0..<4 {
            guard let next = map(current) else { throw .unstable }
            if next == current {
                try check(current)
                return current.text
            }
            current = next
        }
        throw .unstable
    }

    private func enforceASCII(_ string: String) -> String? {
        let allowed = self == .opaqueString ? ASCIISet.freeform : ASCIISet.identifier
        guard string.utf8.allSatisfy(allowed.contains) else { return nil }
        return self == .opaqueString ? string : string.asciiLowercased()
    }

    /// The mappings and the normalization, in the order of RFC 8264, section 7.
    private func map(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        switch self {
        case .usernameCaseMapped: scalars.widthMapped().lowercased().normalized(.nfc)
        case .opaqueString: scalars.map { !$0.isASCII && $0.isIn(.spaces) ? " " : $0 }.normalized(.nfc)
        }
    }

    /// Direction and behaviour, which that section judges last: what the mappings make valid is accepted, such as
    /// U+212B ANGSTROM SIGN, decomposed Hangul, and “L·L”.
    private func check(_ scalars: [Unicode.Scalar]) throws(PreparationError) {
        let stringClass: PRECISClass = self == .opaqueString ? .freeform : .identifier
        try stringClass.admit(scalars)
        try ContextRule.check(scalars)
        if self == .usernameCaseMapped, BidiRule.applies(to: scalars), !BidiRule.holds(for: scalars) {
            throw .direction
        }
    }
}
