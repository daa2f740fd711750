internal import GrapnelKit

/// Lays lines out for where they are printed: rows no wider than the terminal, each under a prefix of ours.
///
/// A row never begins with text of others: one that follows a line break or the edge of the screen begins with
/// ``continuation(_:)``, so nobody can fake a line of ours by writing as many blanks as the screen is wide.
struct LineLayout: Sendable {
    /// The width of the screen; nil where nothing is wrapped, as in a pipe.
    var columns: Int?

    /// Whether styles become SGR sequences.
    var isColoured: Bool

    /// What stands before every row of a line but its first.
    func continuation(_ hang: Int) -> String {
        guard let columns else { return "  | " }
        return String(repeating: " ", count: columns < 60 ? min(hang, 2) : hang) + "│ "
    }

    /// One character with the columns that it takes and the piece that it is from.
    private struct Cell {
        let scalar: Unicode.Scalar
        let width: Int
        let segment: Int
    }

    private struct Segment {
        let style: Style?
        let isIsolated: Bool
    }

    /// The rows of a line, ready to be written, without line breaks.
    func rows(of line: Line) -> [String] {
        var segments: [Segment] = []
        var rows: [[Cell]] = [[]]
        for piece in line.pieces {
            for (index, row) in RemoteText(piece.text, use: piece.origin).rows.enumerated() {
                if index > 0 { rows.append([]) }
                let number = segments.count
                segments.append(Segment(style: piece.style, isIsolated: row.isIsolated))
                rows[rows.count - 1] += row.text.unicodeScalars.map { scalar in
                    Cell(scalar: scalar, width: Self.width(of: scalar), segment: number)
                }
            }
        }
        let continuation = continuation(line.hang)
        return rows.flatMap { wrapped($0, continuation) }.enumerated().map { index, cells in
            (index == 0 ? "" : written(continuation, .dim)) + written(cells, segments)
        }
    }

    static func width(of scalar: Unicode.Scalar) -> Int {
        scalar.isASCII ? 1 : DisplayWidth.columns(of: String(scalar))
    }

    /// Cuts a row so that each part fits behind the continuation prefix, at a blank where there is one in reach.
    private func wrapped(_ cells: [Cell], _ continuation: String) -> [ArraySlice<Cell>] {
        guard let columns else { return [cells[...]] }
        let room = max(columns - DisplayWidth.columns(of: continuation), 8)
        var parts: [ArraySlice<Cell>] = []
        var rest = cells[...]
        while let cut = Self.cut(rest, room: room + (parts.isEmpty ? columns - room : 0)) {
            parts.append(rest[..<cut])
            rest = rest[cut...]
            if rest.first?.scalar == " " { rest = rest.dropFirst() }
        }
        return parts + [rest]
    }

    /// Where a row must be cut to fit; nil where it fits.
    private static func cut(_ cells: ArraySlice<Cell>, room: Int) -> Int? {
        var used = 0
        var lastBlank: Int? = nil
        for (index, cell) in zip(cells.indices, cells) {
            used += cell.width
            if used > room {
                if cell.scalar == " " { return index }
                guard let blank = lastBlank, (index - blank) * 2 < index - cells.startIndex else {
                    return max(index, cells.startIndex + 1)
                }
                return blank
            }
            if cell.scalar == " ", index > cells.startIndex { lastBlank = index }
        }
        return nil
    }

    private func written(_ cells: ArraySlice<Cell>, _ segments: [Segment]) -> String {
        var text = ""
        var start = cells.startIndex
        while start < cells.endIndex {
            let number = cells[start].segment
            let end = cells[start...].firstIndex { $0.segment != number } ?? cells.endIndex
            var part = String.UnicodeScalarView()
            part.append(contentsOf: cells[start..<end].map(\.scalar))
            let isolated = segments[number].isIsolated ? "\u{2068}\(String(part))\u{2069}" : String(part)
            text += written(isolated, segments[number].style)
            start = end
        }
        return text
    }

    private func written(_ text: String, _ style: Style?) -> String {
        guard isColoured, let style, !text.isEmpty else { return text }
        return "\u{1B}[\(style.parameters)m\(text)\u{1B}[0m"
    }
}
