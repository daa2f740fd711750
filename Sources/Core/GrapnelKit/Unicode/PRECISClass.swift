internal import CUnicode

/// The two string classes of RFC 8264, section 4, and the derivation of a code point's property in them.
enum PRECISClass {
    case identifier, freeform

    enum Property {
        case valid, contextual, disallowed, unassigned
    }

    /// The derived property of a code point, by the steps of RFC 8264, section 8, in their order.
    func property(of scalar: Unicode.Scalar) -> Property {
        // No exception is ASCII, so the seventh category can come first and spare the look-ups.
        if (0x21...0x7E).contains(scalar.value) { return .valid }
        if let exception = Self.exception(scalar) { return exception }
        if scalar.isIn(.unassigned), !scalar.isNoncharacter { return .unassigned }
        if scalar.value == 0x200C || scalar.value == 0x200D { return .contextual }
        if Self.isOldHangulJamo(scalar) { return .disallowed }
        if scalar.isDefaultIgnorable || scalar.isNoncharacter { return .disallowed }
        if scalar.isIn(.controls) { return .disallowed }
        let looser: Property = self == .freeform ? .valid : .disallowed
        if scalar.hasCompatibilityMapping { return looser }
        if scalar.isIn(.letterDigits) { return .valid }
        return scalar.isIn(.freeformOnly) ? looser : .disallowed
    }

    /// RFC 8264, section 9.6, which is RFC 5892, section 2.6. Its sibling of section 9.7, BackwardCompatible, is empty.
    private static func exception(_ scalar: Unicode.Scalar) -> Property? {
        switch scalar.value {
        case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: .valid
        case 0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB, 0x660...0x669, 0x6F0...0x6F9: .contextual
        case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: .disallowed
        default: nil
        }
    }

    /// Hangul_Syllable_Type of L, V or T (RFC 8264, section 9.9): Unicode's blocks of conjoining jamo.
    private static func isOldHangulJamo(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x11FF, 0xA960...0xA97C, 0xD7B0...0xD7C6, 0xD7CB...0xD7FB: true
        default: false
        }
    }

    /// Throws unless every code point is valid here, or valid in some context.
    func admit(_ scalars: [Unicode.Scalar]) throws(PreparationError) {
        for scalar in scalars {
            switch property(of: scalar) {
            case .valid, .contextual: continue
            case .disallowed: throw .disallowed(scalar)
            case .unassigned: throw .unassigned(scalar)
            }
        }
    }
}

extension Unicode.Scalar.Categories {
    static let unassigned = mask(UC_CATEGORY_MASK_Cn)
    static let controls = mask(UC_CATEGORY_MASK_Cc)
    static let spaces = mask(UC_CATEGORY_MASK_Zs)
    /// RFC 8264, section 9.1.
    static let letterDigits = mask(
        UC_CATEGORY_MASK_Ll, UC_CATEGORY_MASK_Lu, UC_CATEGORY_MASK_Lo, UC_CATEGORY_MASK_Nd,
        UC_CATEGORY_MASK_Lm, UC_CATEGORY_MASK_Mn, UC_CATEGORY_MASK_Mc)
    /// OtherLetterDigits, Spaces, Symbols and Punctuation: RFC 8264, sections 9.18 and 9.14 to 9.16.
    static let freeformOnly = mask(
        UC_CATEGORY_MASK_Lt, UC_CATEGORY_MASK_Nl, UC_CATEGORY_MASK_No, UC_CATEGORY_MASK_Me,
        UC_CATEGORY_MASK_Zs, UC_CATEGORY_MASK_S, UC_CATEGORY_MASK_P)
}
