extension String {
    /// The first Unicode scalars; a bound by characters would be none, since one character may have any number.
    func shortened(to count: Int) -> String {
        guard utf8.count > count, let end = unicodeScalars.index(startIndex, offsetBy: count, limitedBy: endIndex)
        else {
            return self
        }
        return String(unicodeScalars[..<end])
    }

    /// Somebody else's words between quotation marks, which they cannot close: 500 Unicode scalars at most.
    var inQuotes: String {
        var words = String.UnicodeScalarView()
        for scalar in unicodeScalars.prefix(500) { words.append("“”".unicodeScalars.contains(scalar) ? "\"" : scalar) }
        return "“\(String(words))”"
    }
}
