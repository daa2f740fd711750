/// What a character outside printable ASCII could do to a terminal.
enum CharacterClass: Sendable, Hashable {
    /// C0, DEL, C1, U+2028 and U+2029: may command the terminal or begin a line.
    case control
    /// U+FFFE and the like, which stand for nothing.
    case noncharacter
    /// Embeddings, overrides and isolates (UAX #9 §2.1 to §2.5). The marks U+200E, U+200F and U+061C are not among them:
    /// they only take part in their own isolate.
    case bidirectionalControl
    /// What scripts of India and Persia and sequences of emoji need even in names.
    case joiner
    /// Sits on the character before it.
    case mark
    /// Takes no room and is not seen.
    case invisible
    /// Looks like a blank and is another character.
    case blank
    /// Everything else.
    case visible

    init(_ scalar: Unicode.Scalar) {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate:
            self = .control
        case _ where properties.isNoncharacterCodePoint:
            self = .noncharacter
        case _ where (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value):
            self = .bidirectionalControl
        case _ where scalar.value == 0x200C || scalar.value == 0x200D || scalar.value == 0xFE0F:
            self = .joiner
        case .nonspacingMark where !properties.isDefaultIgnorableCodePoint, .enclosingMark:
            self = .mark
        case .format:
            self = .invisible
        case _ where properties.isDefaultIgnorableCodePoint:
            self = .invisible
        case .spaceSeparator:
            self = .blank
        default:
            self = .visible
        }
    }

    /// Whether a character may belong to text that is written from right to left; blocks are taken whole.
    static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0590...0x08FF, 0x200F, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
    }

    /// How a character is shown that may not be printed: `\n`, `\x1b`, `\u{202e}`.
    static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case _ where scalar.value < 0x100: "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
        default: "\\u{" + digits + "}"
        }
    }
}
