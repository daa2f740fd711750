/// A form on its way from a question to its answers; see ``CommandCall/fill(_:with:known:)``.
struct FormFilling {
    /// How often one question is asked before an answer that does not fit is the last.
    private static let patience = 3

    let form: DataForm
    let call: CommandCall
    private(set) var answers: [String: [String]] = [:]

    init(form: DataForm, call: CommandCall) {
        self.form = form
        self.call = call
    }

    /// Takes `name=value` words.
    mutating func take(words: String) throws {
        for word in CommandLineWord.split(words) {
            guard let mark = word.text.firstIndex(of: "="), mark > word.text.startIndex else {
                throw CommandError("\(word.text.cited) is no answer; write name=value, such as email=you@example.org.")
            }
            let field = try form.question(named: String(word.text[..<mark]))
            guard let name = field.name else { continue }
            answers[name, default: []].append(String(word.text[word.text.index(after: mark)...]))
        }
        for (name, values) in answers { _ = try form[name]?.checked(values) }
    }

    mutating func take(known: [String: [String]]) {
        for field in form.questions {
            if let name = field.name, answers[name] == nil, let values = known[name] { answers[name] = values }
        }
    }

    /// Asks for what is left, until nobody answers.
    mutating func ask(everything: Bool) async throws {
        let open = form.questions.filter { field in
            guard let name = field.name, answers[name] == nil else { return false }
            return everything || (field.isRequired && field.values.allSatisfy(\.isEmpty))
        }
        guard !open.isEmpty else { return }
        var isIntroduced = false
        for field in form.fields {
            if field.kind == .fixed, everything, isIntroduced { field.values.forEach(call.print) }
            guard let name = field.name, open.contains(where: { $0.name == name }) else { continue }
            if !isIntroduced {
                introduce()
                isIntroduced = true
            }
            guard let values = try await answer(to: field) else { return }
            if !values.isEmpty { answers[name] = values }
        }
    }

    private func introduce() {
        if let title = form.title, !title.isEmpty { call.print(title) }
        form.instructions.filter { !$0.isEmpty }.forEach(call.print)
    }

    /// The checked answer; empty where the suggestion is to stay, nil where nobody answers.
    private func answer(to field: FormField) async throws -> [String]? {
        if let explanation = field.explanation, !explanation.isEmpty { call.print(explanation) }
        for option in field.options {
            call.print("  \(option.value)\(option.label.map { $0 == option.value ? "" : "  \($0)" } ?? "")")
        }
        for attempt in 1...Self.patience {
            guard let typed = await call.ask(question(field), isSecret: field.kind == .textPrivate) else { return nil }
            do {
                let values = try field.checked(Self.split(typed, field.kind))
                let isMissing = values.isEmpty && field.isRequired && field.values.allSatisfy(\.isEmpty)
                if !isMissing { return values }
                if attempt < Self.patience { call.print("This one has to be answered; Ctrl-C gives up.") }
            } catch {
                guard attempt < Self.patience else { throw error }
                call.print(error.description)
            }
        }
        return []
    }

    /// `Your address (required) [alice@example.org]`.
    private func question(_ field: FormField) -> String {
        var text = field.title.split(whereSeparator: \.isNewline).joined(separator: " ").cut(to: 200)
        while let last = text.last, last == ":" || last == " " || last == "?" { text.removeLast() }
        if field.kind == .boolean {
            text += field.boolean == true ? " [yes]" : field.boolean == false ? " [no]" : " (yes or no)"
        } else if field.kind != .textPrivate, field.values.contains(where: { !$0.isEmpty }) {
            text += " [\(field.values.joined(separator: ", ").cut(to: 100))]"
        } else if !field.isRequired {
            text += " (may be empty)"
        } else if field.kind.isMulti, field.kind != .textMulti {
            text += " (several with commas)"
        }
        return text + ":"
    }

    private static func split(_ typed: String, _ kind: FormField.Kind) -> [String] {
        guard kind == .listMulti || kind == .jidMulti else { return typed.isEmpty ? [] : [typed] }
        return typed.split(separator: ",").map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
