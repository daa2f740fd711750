extension Synopsis {
    static func read(_ text: String) throws(CommandError) -> [Part] {
        var parts: [Part] = []
        var rest = text[...]
        while let start = rest.firstIndex(where: { $0 != " " }) {
            rest = rest[start...]
            let end = rest.first == "[" ? Self.closing(rest) : (rest.firstIndex(of: " ") ?? rest.endIndex)
            guard let end else { throw CommandError("The synopsis “\(text)” has a '[' without its ']'.") }
            if case .rest? = parts.last { throw CommandError("In the synopsis “\(text)” something follows the rest.") }
            parts.append(try part(String(rest[..<end]), in: text))
            rest = rest[end...]
        }
        return parts
    }

    private static func closing(_ text: Substring) -> Substring.Index? {
        text.firstIndex(of: "]").map(text.index(after:))
    }

    private static func part(_ word: String, in text: String) throws(CommandError) -> Part {
        if word.hasPrefix("[") {
            let inner = String(word.dropFirst().dropLast())
            if inner.hasPrefix("--") {
                let words = inner.split(separator: " ").map(String.init)
                guard words.count <= 2 else { throw CommandError("The option “\(inner)” takes one value.") }
                return .option(words[0], value: words.count == 2 ? try variable(words[1], in: text) : nil)
            }
            return try place(inner, isOptional: true, in: text)
        }
        if word.hasPrefix("<") { return try place(word, isOptional: false, in: text) }
        return .literal(word.split(separator: "|").map(String.init))
    }

    private static func place(_ word: String, isOptional: Bool, in text: String) throws(CommandError) -> Part {
        if word.hasSuffix("...>") {
            return .rest(try variable(String(word.dropLast(4)) + ">", in: text), isOptional: isOptional)
        }
        return .variable(try variable(word, in: text), isOptional: isOptional)
    }

    private static func variable(_ word: String, in text: String) throws(CommandError) -> Variable {
        guard word.hasPrefix("<"), word.hasSuffix(">"), word.count > 2 else {
            throw CommandError("The synopsis “\(text)” has “\(word)” where a <variable> is expected.")
        }
        let halves = word.dropFirst().dropLast().split(separator: ":", maxSplits: 1).map(String.init)
        return Variable(name: halves[0], kind: VariableKind(rawValue: halves.last ?? halves[0]))
    }
}
