internal import CReadline
internal import Glibc

extension LineEditor {
    /// Readline asks what the word before the cursor may become; the answer is an array from malloc that it frees: the
    /// common beginning first, then the candidates, then nil.
    func matches(for word: String) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
        creadline_no_filenames()
        let typed = UnsafeRawBufferPointer(start: creadline_line(), count: Int(creadline_point()))
        let line = String(decoding: typed, as: UTF8.self)
        let isQuoted = line.dropLast(word.count).last == "\""
        let candidates = Self.offered(complete(line), isQuoted: isQuoted)
        guard let first = candidates.first else { return nil }
        creadline_append_to_match(first.hasSuffix("/") ? 0 : 0x20)
        let list = candidates.count == 1 ? [first] : [Self.commonStart(of: candidates, typed: word)] + candidates
        let array = calloc(list.count + 1, MemoryLayout<UnsafeMutablePointer<CChar>?>.stride)?
            .bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: list.count + 1)
        for (index, text) in list.enumerated() { array?[index] = strdup(text) }
        return array
    }

    /// Candidates that can be typed: one that would be printed in another form than it has is left out, one with a blank
    /// stands in quotation marks.
    static func offered(_ candidates: [String], isQuoted: Bool) -> [String] {
        let typeable = candidates.prefix(200).filter { candidate in
            RemoteText(candidate, use: .name).rows.map(\.text) == [candidate] && !candidate.contains("\"")
        }
        guard !isQuoted, typeable.contains(where: { $0.contains(" ") }) else { return Array(typeable) }
        return typeable.map { typeable.count == 1 ? "\"\($0)\"" : "\"\($0)" }
    }

    /// The longest beginning that all share, at least what was typed.
    static func commonStart(of candidates: [String], typed: String) -> String {
        guard var start = candidates.first?[...] else { return typed }
        for candidate in candidates {
            while !candidate.hasPrefix(start) { start.removeLast() }
        }
        return start.isEmpty ? typed : String(start)
    }

    /// The candidates in columns, above the prompt.
    func show(_ candidates: [String]) {
        let columns = layout().columns ?? 80
        let width = (candidates.map(Columns.of).max() ?? 0) + 2
        let perRow = max(1, (columns - 1) / width)
        let rows = stride(from: 0, to: candidates.count, by: perRow).map { start in
            let row = candidates[start..<min(start + perRow, candidates.count)]
            return row.reduce("  " as Line) { $0 + "\($1)\(own: Columns.padding($1, to: width))" }
        }
        printAbove(rows.flatMap(layout().rows(of:)))
    }
}
