internal import CUnicode

/// Properties from libunistring's tables, so that every rule speaks of one version of Unicode.
extension Unicode.Scalar {
    struct Categories: OptionSet {
        let rawValue: UInt32

        static func mask(_ masks: Int...) -> Categories {
            Categories(rawValue: masks.reduce(0) { $0 | UInt32(truncatingIfNeeded: $1) })
        }
    }

    func isIn(_ categories: Categories) -> Bool {
        uc_is_general_category_withtable(value, categories.rawValue)
    }

    var isNoncharacter: Bool { uc_is_property_not_a_character(value) }
    var isDefaultIgnorable: Bool { uc_is_property_default_ignorable_code_point(value) }
    var isVirama: Bool { uc_combining_class(value) == Int32(UC_CCC_VR) }
    var joiningType: Int { Int(uc_joining_type(value)) }
    var bidiClass: Int { Int(uc_bidi_class(value)) }

    func isIn(script name: String) -> Bool {
        guard let script = uc_script(value) else { return false }
        return String(cString: script.pointee.name) == name
    }

    /// Whether NFKC changes the code point (RFC 8264, section 9.17).
    var hasCompatibilityMapping: Bool {
        // Whatever has no decomposition at all is its own NFKC, and most code points have none.
        guard decomposition() != nil else { return false }
        return [self].normalized(.nfkc) != [self]
    }

    /// The code point's decomposition mapping of one step, with its tag.
    func decomposition() -> (tag: Int, scalars: [Unicode.Scalar])? {
        var tag: Int32 = 0
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Int(UC_DECOMPOSITION_MAX_LENGTH)) { buffer in
            let count = uc_decomposition(value, &tag, buffer.baseAddress)
            guard count >= 0 else { return nil }
            return (Int(tag), buffer.prefix(Int(count)).compactMap(Unicode.Scalar.init))
        }
    }
}
