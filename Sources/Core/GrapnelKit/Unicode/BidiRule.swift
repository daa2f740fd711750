internal import CUnicode

/// The Bidi Rule of RFC 5893, section 2.
enum BidiRule {
    /// Whether the rule concerns the string at all: some code point is of class R, AL or AN.
    static func applies(to scalars: [Unicode.Scalar]) -> Bool {
        // The first right-to-left script begins with U+0590.
        scalars.contains { $0.value >= 0x590 && [UC_BIDI_R, UC_BIDI_AL, UC_BIDI_AN].contains($0.bidiClass) }
    }

    /// Whether the six conditions hold.
    static func holds(for scalars: [Unicode.Scalar]) -> Bool {
        let classes = scalars.map(\.bidiClass)
        guard let first = classes.first, let last = classes.last(where: { $0 != UC_BIDI_NSM }) else { return false }
        if first == UC_BIDI_L {
            return classes.allSatisfy(leftToRight.contains) && [UC_BIDI_L, UC_BIDI_EN].contains(last)
        }
        guard first == UC_BIDI_R || first == UC_BIDI_AL else { return false }
        return classes.allSatisfy(rightToLeft.contains)
            && [UC_BIDI_R, UC_BIDI_AL, UC_BIDI_EN, UC_BIDI_AN].contains(last)
            && !(classes.contains(UC_BIDI_EN) && classes.contains(UC_BIDI_AN))
    }

    private static let neutral: Set = [
        UC_BIDI_EN, UC_BIDI_ES, UC_BIDI_CS, UC_BIDI_ET, UC_BIDI_ON, UC_BIDI_BN, UC_BIDI_NSM,
    ]
    private static let leftToRight = neutral.union([UC_BIDI_L])
    private static let rightToLeft = neutral.union([UC_BIDI_R, UC_BIDI_AL, UC_BIDI_AN])
}
