/// The one filter through which text reaches a terminal, a pipe or a log.
///
/// What leaves it holds no control character (C0, DEL, C1, U+2028, U+2029), no explicit bidirectional control, at most
/// ``marksPerBase`` characters without width in a row, and no more than the bound of its use. Work is linear in the
/// bound, not in the input: what lies behind the bound is not looked at.
///
/// Filtered characters are shown as escapes (`\x1b`, `\u{202e}`) so that a reader sees that something was there.
struct RemoteText: Sendable {
    /// What a text is, which decides how much of it may stay.
    enum Use: Sendable {
        /// What somebody wrote: line breaks divide rows, characters without width stay within bounds.
        case body
        /// A name, an address, a reason: one row, and what cannot be seen is shown as an escape.
        case name
        /// A sentence of this program: one row.
        case own

        /// The most characters (Unicode scalars) that are shown.
        var bound: Int { self == .name ? 300 : 8_000 }
    }

    /// One row; an isolated one may hold right-to-left text and must stand between U+2068 and U+2069.
    struct Row: Sendable, Hashable {
        var text: String
        var isIsolated: Bool
    }

    /// The most characters without width that may follow one another.
    static let marksPerBase = 8

    /// The most rows of one text.
    static let mostRows = 100

    /// The rows, at least one; only a body has more than one.
    private(set) var rows: [Row] = []

    private var row = String.UnicodeScalarView()
    private var rowLength = 0
    private var isIsolated = false
    private var marks = 0
    private var shown = 0
    private var isCut = false
    private let use: Use

    init(_ text: String, use: Use) {
        self.use = use
        var scalars = text.unicodeScalars.makeIterator()
        var looked = 0
        var next = scalars.next()
        while let scalar = next, !isCut {
            next = scalars.next()
            looked += 1
            if shown >= use.bound || looked > use.bound * 4 {
                isCut = true
            } else if scalar != "\r" || next != "\n" {
                take(scalar)
            }
        }
        endRow()
        if isCut { rows[rows.count - 1].text += use == .body ? " […cut here]" : "…" }
    }

    private mutating func take(_ scalar: Unicode.Scalar) {
        if (0x20..<0x7F).contains(scalar.value) { return append(scalar) }
        switch scalar {
        case "\n" where use == .body:
            if rows.count + 1 == Self.mostRows { isCut = true } else { endRow() }
        case "\t" where use == .body:
            for _ in 0..<(4 - rowLength % 4) { append(" ") }
        default:
            takeUnusual(scalar)
        }
    }

    private mutating func takeUnusual(_ scalar: Unicode.Scalar) {
        switch CharacterClass(scalar) {
        case .control:
            escape(scalar)
        case .noncharacter:
            append("\u{FFFD}")
        case .bidirectionalControl:
            // Without its explicit controls a text stands in the order in which it was written.
            isIsolated = true
            if use == .name { escape(scalar) }
        case .joiner, .mark:
            appendMark(scalar)
        case .invisible:
            isIsolated = isIsolated || CharacterClass.isRightToLeft(scalar)
            if use == .name { escape(scalar) } else { appendMark(scalar) }
        case .blank:
            if use == .name { escape(scalar) } else { append(scalar) }
        case .visible:
            isIsolated = isIsolated || CharacterClass.isRightToLeft(scalar)
            append(scalar)
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        row.append(scalar)
        rowLength += 1
        shown += 1
        marks = 0
    }

    private mutating func appendMark(_ scalar: Unicode.Scalar) {
        // A mark at the start would sit on whatever stands before it, which is ours.
        if rowLength == 0, CharacterClass(scalar) == .mark { append(" ") }
        marks += 1
        guard marks <= Self.marksPerBase else { return }
        row.append(scalar)
        rowLength += 1
        shown += 1
    }

    private mutating func escape(_ scalar: Unicode.Scalar) {
        for part in CharacterClass.escape(scalar).unicodeScalars { append(part) }
    }

    private mutating func endRow() {
        rows.append(Row(text: String(row), isIsolated: isIsolated))
        row = String.UnicodeScalarView()
        rowLength = 0
        isIsolated = false
        marks = 0
    }
}
