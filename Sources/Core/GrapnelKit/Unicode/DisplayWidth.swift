internal import CUnicode

/// How wide text stands on a terminal.
public enum DisplayWidth {
    /// The number of columns that `text` takes: 2 for a wide East Asian character, 0 for a combining mark.
    ///
    /// Controls count as nothing, so the caller removes them first. A sequence joined to one picture counts as the
    /// sum of its parts, the way wcwidth and most terminals have it.
    public static func columns(of text: String) -> Int {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
        // Code point by code point: u8_width would end at a NUL.
        return "UTF-8".withCString { encoding in
            text.unicodeScalars.reduce(0) { $0 + max(0, Int(uc_width($1.value, encoding))) }
        }
    }
}
