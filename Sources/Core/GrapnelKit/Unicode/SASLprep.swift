internal import CUnicode

/// SASLprep, the preparation of user names and passwords before SASL compares or hashes them (RFC 4013).
package enum SASLprep {
    /// The largest input that is prepared, in octets.
    package static let maximumLength = 4096

    /// The string in the form for *stored strings*, which SCRAM asks for (RFC 5802, section 2.2).
    ///
    /// A stored string holds no code point that Unicode 3.2 does not assign, so newer characters, most emoji among
    /// them, are refused. The result can be empty, for a soft hyphen maps to nothing.
    ///
    /// - Throws: ``PreparationError`` for input over ``maximumLength`` octets, and for prohibited or unassigned
    ///   code points and right-to-left text that RFC 4013, section 2.3 to 2.5, refuses.
    package static func prepare(_ string: String) throws(PreparationError) -> String {
        guard string.utf8.count <= maximumLength else {
            throw PreparationError(.tooLong, "is longer than \(maximumLength) octets")
        }
        if string.utf8.allSatisfy(ASCIISet.freeform.contains) { return string }
        // The library reads up to the first NUL, and table C.2.1 prohibits it anyway.
        guard !string.utf8.contains(0) else { throw .disallowed("\0") }
        var prepared: UnsafeMutablePointer<CChar>?
        let status = stringprep_profile(string, &prepared, "SASLprep", STRINGPREP_NO_UNASSIGNED)
        defer { free(prepared) }
        switch UInt32(bitPattern: status) {
        case STRINGPREP_OK.rawValue: break
        case STRINGPREP_CONTAINS_UNASSIGNED.rawValue:
            throw PreparationError(.unassigned, "contains a character that is newer than Unicode 3.2, such as an emoji")
        case STRINGPREP_CONTAINS_PROHIBITED.rawValue, STRINGPREP_BIDI_CONTAINS_PROHIBITED.rawValue:
            throw PreparationError(.disallowed, "contains a character that SASLprep prohibits, such as a control")
        case STRINGPREP_BIDI_BOTH_L_AND_RAL.rawValue, STRINGPREP_BIDI_LEADTRAIL_NOT_RAL.rawValue: throw .direction
        default: throw .unstable
        }
        guard let prepared else { throw .unstable }
        return String(cString: prepared)
    }
}
