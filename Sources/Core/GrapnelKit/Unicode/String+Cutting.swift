extension String {
    /// The first Unicode scalars; a bound by characters would be none, since one character may have any number.
    package func cut(to count: Int) -> String {
        guard utf8.count > count, let end = unicodeScalars.index(startIndex, offsetBy: count, limitedBy: endIndex)
        else {
            return self
        }
        return String(unicodeScalars[..<end])
    }
}
