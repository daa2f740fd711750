extension Synopsis {
    /// Matches a line, without the command's name, against this form.
    ///
    /// Answers nil where the line has another shape; the front then tries the next form.
    package func match(_ line: String) -> [String: String]? {
        var words = CommandLineWord.split(line)[...]
        var values: [String: String] = [:]
        let options = parts.compactMap { part -> (String, Variable?)? in
            if case .option(let name, let value) = part { (name, value) } else { nil }
        }
        for part in parts {
            Self.takeOptions(options, from: &words, into: &values)
            switch part {
            case .option:
                continue
            case .literal(let choices):
                guard let word = words.popFirst(), choices.contains(word.text) else { return nil }
                if choices.count > 1 { values[choices.joined(separator: "|")] = word.text }
            case .variable(let variable, let isOptional):
                guard let word = words.popFirst() else {
                    if isOptional { continue }
                    return nil
                }
                values[variable.name] = word.text
            case .rest(let variable, let isOptional):
                guard let first = words.first else { return isOptional ? values : nil }
                values[variable.name] = Self.rest(of: line, from: first, alone: words.count == 1)
                return values
            }
        }
        Self.takeOptions(options, from: &words, into: &values)
        return words.isEmpty ? values : nil
    }

    /// The rest of the line as typed; a single quoted word loses its quotes.
    private static func rest(of line: String, from first: CommandLineWord, alone: Bool) -> String {
        if alone, line[first.range].hasPrefix("\"") { return first.text }
        var text = line[first.range.lowerBound...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    private static func takeOptions(
        _ options: [(String, Variable?)],
        from words: inout ArraySlice<CommandLineWord>,
        into values: inout [String: String]
    ) {
        while let word = words.first, let (name, variable) = options.first(where: { $0.0 == word.text }) {
            if variable == nil {
                values[name] = ""
            } else if let value = words.dropFirst().first {
                values[name] = value.text
                words.removeFirst()
            } else {
                return
            }
            words.removeFirst()
        }
    }

    /// What the unfinished last word of a line may become: words of the grammar, or a kind to ask for.
    package func expectation(after complete: [String]) -> [Expectation] {
        var words = complete[...]
        var expected: [Expectation] = []
        for part in parts {
            switch part {
            case .option(let name, let value):
                if let index = words.firstIndex(of: name) {
                    guard let value else { words.remove(at: index); continue }
                    if index == words.endIndex - 1 { return [.kind(value.kind)] }
                    words.removeSubrange(index...index + 1)
                } else {
                    expected.append(.word(name))
                }
            case .literal(let choices):
                guard let word = words.popFirst() else { return expected + choices.map(Expectation.word) }
                guard choices.contains(word) else { return [] }
            case .variable(let variable, let isOptional):
                if words.popFirst() != nil { continue }
                expected.append(.kind(variable.kind))
                if !isOptional { return expected }
            case .rest(let variable, _):
                return words.isEmpty ? expected + [.kind(variable.kind)] : [.kind(variable.kind)]
            }
        }
        return words.isEmpty ? expected : []
    }

    /// What may stand at a place of a line.
    package enum Expectation: Sendable, Hashable {
        case word(String)
        case kind(VariableKind)
    }
}
