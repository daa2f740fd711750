/// What a line means that a person or a script wrote.
enum TypedLine: Sendable, Hashable {
    /// Nothing was written.
    case nothing
    /// A command, without its slash.
    case command(String)
    /// `/command?`: help about a command.
    case help(String)
    /// Something to say in the open conversation.
    case message(String)
    /// What looks like a command by mistake: it is neither run nor sent, and the sentence says how to do either.
    case guarded(Line)

    init(_ line: String) {
        let text = Self.withoutControls(line)
        let start = text.unicodeScalars.first { !Self.isSeenAsBlank($0) }
        guard start != nil else {
            self = .nothing
            return
        }
        guard text.hasPrefix("/") else {
            self = start == "/" ? Self.afterBlank : .message(text)
            return
        }
        if text.hasPrefix("//") {
            self = .message(String(text.dropFirst()))
        } else if text == "/me" || text.hasPrefix("/me ") {
            self = .message(text)
        } else if text.contains(where: \.isNewline) {
            self = .guarded(
                "These are several lines that begin with a slash: nothing was run or sent. Write // to say them.")
        } else {
            self = Self.command(text.dropFirst())
        }
    }

    private static let afterBlank = TypedLine.guarded(
        "There is a blank before the slash: nothing was run or sent. Take it away to run the command.")

    private static func command(_ text: Substring) -> TypedLine {
        var text = text
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        guard let first = text.first, first != " ", first != "\t" else {
            return .guarded("A command stands right behind the slash; /help lists them.")
        }
        if text.last == "?", !text.contains(" ") { return .help(String(text.dropLast())) }
        return .command(String(text))
    }

    /// Blanks of any kind and characters without width, behind which a slash looks like the first character.
    private static func isSeenAsBlank(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isWhitespace { return true }
        switch CharacterClass(scalar) {
        case .invisible, .blank, .joiner, .bidirectionalControl: return true
        default: return false
        }
    }

    /// Keys that have no meaning in a text, such as an escape that came with a paste, have none in a message either.
    private static func withoutControls(_ line: String) -> String {
        var text = String.UnicodeScalarView()
        text.append(
            contentsOf: line.unicodeScalars.filter {
                $0 == "\n" || $0 == "\t" || CharacterClass($0) != .control || $0.value == 0x2028 || $0.value == 0x2029
            })
        return String(text)
    }
}
