internal import CUnicode

/// How wide text stands on a terminal.
public enum DisplayWidth {
    /// The number of columns that `text` takes: 2 for a wide East Asian character, 0 for a combining mark.
    ///
    /// Controls count as nothing, so the caller removes them first. A sequence joined to one picture counts as the
    /// sum of its parts, the way wcwidth and most terminals have it.
    public static func columns(of text: String) -> Int {
        let utf8 = text.utf8
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return utf8.count }
        return Int(u8_width(Array(utf8), utf8.count, "UTF-8"))
    }
}
