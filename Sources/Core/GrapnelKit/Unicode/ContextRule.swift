internal import CUnicode

/// The contextual rules of RFC 5892, appendix A, which IDNA2008 and PRECIS share.
enum ContextRule {
    /// Throws if a code point that needs a context does not stand in it.
    static func check(_ scalars: [Unicode.Scalar]) throws(PreparationError) {
        for index in scalars.indices where !isSatisfied(scalars, at: index) {
            throw .context(scalars[index])
        }
    }

    private static func isSatisfied(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
        let before = index > 0 ? scalars[index - 1] : nil
        let after = index + 1 < scalars.count ? scalars[index + 1] : nil
        return switch scalars[index].value {
        case 0x200C: before?.isVirama == true || joins(scalars, around: index)  // A.1, zero width non-joiner
        case 0x200D: before?.isVirama == true  // A.2, zero width joiner
        case 0xB7: before == "l" && after == "l"  // A.3, middle dot
        case 0x375: after?.isIn(script: "Greek") == true  // A.4, keraia
        case 0x5F3, 0x5F4: before?.isIn(script: "Hebrew") == true  // A.5 and A.6, geresh and gershayim
        case 0x30FB: scalars.contains(where: isKanaOrHan)  // A.7, katakana middle dot
        case 0x660...0x669: !scalars.contains { (0x6F0...0x6F9).contains($0.value) }  // A.8
        case 0x6F0...0x6F9: !scalars.contains { (0x660...0x669).contains($0.value) }  // A.9
        default: true
        }
    }

    /// `(Joining_Type:{L,D})(Joining_Type:T)*` before and `(Joining_Type:T)*(Joining_Type:{R,D})` after.
    private static func joins(_ scalars: [Unicode.Scalar], around index: Int) -> Bool {
        func isOpaque(_ scalar: Unicode.Scalar) -> Bool { scalar.joiningType != UC_JOINING_TYPE_T }
        guard let left = scalars[..<index].last(where: isOpaque)?.joiningType,
            let right = scalars[(index + 1)...].first(where: isOpaque)?.joiningType
        else { return false }
        return (left == UC_JOINING_TYPE_L || left == UC_JOINING_TYPE_D)
            && (right == UC_JOINING_TYPE_R || right == UC_JOINING_TYPE_D)
    }

    private static func isKanaOrHan(_ scalar: Unicode.Scalar) -> Bool {
        ["Hiragana", "Katakana", "Han"].contains(where: scalar.isIn(script:))
    }
}
