extension String {
    /// The first Unicode scalars; a bound by characters would be none, since one character may have any number.
    package func cut(to count: Int) -> String {
        guard utf8.count > count, let end = unicodeScalars.index(startIndex, offsetBy: count, limitedBy: endIndex)
        else {
            return self
        }
        return String(unicodeScalars[..<end])
    }

    /// Somebody else's words in quotation marks that they cannot close themselves, cut to 512 scalars.
    package var cited: String {
        "“\(String(cut(to: 512).map { $0 == "“" || $0 == "”" ? "\"" : $0 }))”"
    }
}
