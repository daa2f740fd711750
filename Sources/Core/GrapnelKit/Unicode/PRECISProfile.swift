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
        // RFC 8264, section 7: reapply until nothing changes, three times at most, then refuse.
        for _ in 0..<4 {
            let next = try apply(to: current)
            if next == current { return current.text }
            current = next
        }
        throw .unstable
    }

    private func enforceASCII(_ string: String) -> String? {
        let allowed = self == .opaqueString ? ASCIISet.freeform : ASCIISet.identifier
        guard string.utf8.allSatisfy(allowed.contains) else { return nil }
        return self == .opaqueString ? string : string.asciiLowercased()
    }

    /// One pass of the rules, in the order of RFC 8264, section 7.
    ///
    /// A contextual rule is judged on the mapped string, so that “L·L” is prepared as “l·l” is.
    private func apply(to scalars: [Unicode.Scalar]) throws(PreparationError) -> [Unicode.Scalar] {
        let mapped: [Unicode.Scalar]
        switch self {
        case .usernameCaseMapped:
            // Widths first: the class itself holds no compatibility variant (RFC 8265, section 3.3.2).
            let narrowed = scalars.widthMapped()
            try PRECISClass.identifier.admit(narrowed)
            mapped = narrowed.lowercased()
        case .opaqueString:
            try PRECISClass.freeform.admit(scalars)
            mapped = scalars.map { !$0.isASCII && $0.isIn(.spaces) ? " " : $0 }
        }
        guard let normalized = mapped.normalized(.nfc) else { throw .unstable }
        try ContextRule.check(normalized)
        if self == .usernameCaseMapped, BidiRule.applies(to: normalized), !BidiRule.holds(for: normalized) {
            throw .direction
        }
        return normalized
    }
}
