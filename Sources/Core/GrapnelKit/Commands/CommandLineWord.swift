/// One word of a line, with where it stands, so that the rest of the line can be taken as it was typed.
package struct CommandLineWord: Sendable, Hashable {
    package let text: String
    package let range: Range<String.Index>

    /// Splits a line at blanks; "…" and '…' hold a word together, a backslash takes the next character as it is.
    ///
    /// An unfinished quotation reaches to the end of the line, so that completion works while it is being typed.
    package static func split(_ line: String) -> [CommandLineWord] {
        var words: [CommandLineWord] = []
        var index = line.startIndex
        while let start = line[index...].firstIndex(where: { $0 != " " && $0 != "\t" }) {
            let (text, end) = word(in: line, from: start)
            words.append(CommandLineWord(text: text, range: start..<end))
            index = end
        }
        return words
    }

    private static func word(in line: String, from start: String.Index) -> (String, String.Index) {
        var text = ""
        var index = start
        var quote: Character? = nil
        while index < line.endIndex {
            let character = line[index]
            if let open = quote {
                if character == open { quote = nil } else { text.append(character) }
            } else if character == " " || character == "\t" {
                break
            } else if character == "\"" || (character == "'" && index == start) {
                quote = character
            } else if character == "\\", line.index(after: index) < line.endIndex {
                index = line.index(after: index)
                text.append(line[index])
            } else {
                text.append(character)
            }
            index = line.index(after: index)
        }
        return (text, index)
    }
}
