/// What a terminal shows: enough of one for what readline and the front write.
struct Screen: Sendable {
    private(set) var cells: [[Unicode.Scalar]]
    private(set) var row = 0
    private(set) var column = 0
    private(set) var scrolled: [String] = []
    private var pending: [UInt8] = []
    /// Sequences that the screen does not know; a test that meets one should fail.
    private(set) var unknown: [String] = []
    private(set) var isPasteBracketed = false
    let columns: Int
    let height: Int

    init(columns: Int = 80, rows: Int = 24) {
        self.columns = columns
        self.height = rows
        cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    }

    /// Everything shown since the start, without blanks at the end of rows and without empty rows at the end.
    var lines: [String] {
        var lines = scrolled + cells.map(Self.text)
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    /// The row with the cursor, up to the cursor.
    var beforeCursor: String { cells[row].prefix(column).map(String.init).joined() }

    private static func text(_ row: [Unicode.Scalar]) -> String {
        var text = row.map(String.init).joined()
        while text.last == " " { text.removeLast() }
        return text
    }

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        pending += bytes
        // An unfinished character or sequence waits for its rest.
        while let count = unitLength() {
            let unit = String(decoding: pending[..<count], as: UTF8.self)
            pending.removeFirst(count)
            show(unit)
        }
    }

    private func unitLength() -> Int? {
        guard let first = pending.first else { return nil }
        if first == 0x1B {
            guard pending.count > 1 else { return nil }
            guard pending[1] == 0x5B else { return 2 }
            return pending.dropFirst(2).firstIndex { (0x40...0x7E).contains($0) }.map { $0 + 1 }
        }
        let count = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        return pending.count >= count ? count : nil
    }

    private mutating func show(_ unit: String) {
        guard let scalar = unit.unicodeScalars.first else { return }
        switch scalar {
        case "\u{1B}": control(unit)
        case "\r": column = 0
        case "\n": lineFeed()
        case "\u{8}": column = max(0, column - 1)
        case "\u{7}": break
        default:
            if column == columns {
                column = 0
                lineFeed()
            }
            cells[row][column] = scalar
            column += 1
        }
    }

    private mutating func control(_ unit: String) {
        guard let final = unit.last, unit.hasPrefix("\u{1B}[") else { return unknown.append(unit) }
        let parameters = unit.dropFirst(2).dropLast()
        let count = Int(parameters) ?? 1
        switch final {
        case "A": row = max(0, row - count)
        case "B": row = min(height - 1, row + count)
        case "C": column = min(columns - 1, column + count)
        case "D": column = max(0, column - count)
        case "G": column = count - 1
        case "H": (row, column) = (0, 0)
        case "K": for index in column..<max(column, columns) { cells[row][index] = " " }
        case "J":
            let start = parameters == "2" ? 0 : row + 1
            if parameters != "2" { for index in column..<columns { cells[row][index] = " " } }
            for index in start..<max(start, height) { cells[index] = Array(repeating: " ", count: columns) }
        case "P":
            cells[row].removeSubrange(column..<min(columns, column + count))
            cells[row] += Array(repeating: " ", count: columns - cells[row].count)
        case "@":
            cells[row].insert(contentsOf: Array(repeating: " ", count: count), at: column)
            cells[row].removeLast(cells[row].count - columns)
        case "h", "l": if parameters == "?2004" { isPasteBracketed = final == "h" }
        case "m": break
        default: unknown.append(unit)
        }
    }

    private mutating func lineFeed() {
        if row < height - 1 {
            row += 1
        } else {
            scrolled.append(Self.text(cells.removeFirst()))
            cells.append(Array(repeating: " ", count: columns))
        }
    }
}
