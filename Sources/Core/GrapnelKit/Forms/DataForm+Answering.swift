extension DataForm {
    /// The form filled in, every answer checked; what is not answered keeps what the form suggests.
    ///
    /// Hidden fields go back as they came, texts of the form itself do not, and an empty field that is not required is
    /// left out.
    ///
    /// - Parameter answers: by the names of the fields, each with one value or, where the field takes more, several; a
    ///   ``FormField/Kind/boolean`` takes `yes` and `no` too, a list also what people call its choices.
    /// - Throws: ``DataFormError`` `unknownField`, `badValue`, or `missing` with every field that has to be filled in.
    public func submission(_ answers: [String: [String]]) throws(DataFormError) -> DataForm {
        let names = Set(questions.compactMap(\.name))
        for name in answers.keys.sorted() where !names.contains(name) { throw .unknown(name, in: self) }
        var filled: [FormField] = []
        var missing: [FormField] = []
        for field in fields where field.name != nil && field.kind != .fixed {
            let answer = field.name.flatMap { answers[$0] }
            let values = try answer.map { given throws(DataFormError) in try field.checked(given) } ?? field.values
            if values.contains(where: { !$0.isEmpty }) || (!values.isEmpty && field.kind == .hidden) {
                filled.append(FormField(field.name, field.kind, values: values))
            } else if field.isRequired && field.kind != .hidden {
                missing.append(field)
            } else if answer != nil {
                // Emptied on purpose, which is not the same as not being mentioned.
                filled.append(FormField(field.name, field.kind, values: field.kind.isMulti ? [] : [""]))
            }
        }
        guard missing.isEmpty else { throw .missing(missing) }
        return DataForm(.submit, fields: filled)
    }

    /// The one field that a person means: by its name, or by the end of it behind a `#` or `_`, so that `roomname` is
    /// `muc#roomconfig_roomname`.
    ///
    /// - Throws: ``DataFormError`` `unknownField` where there is none or more than one.
    public func question(named name: String) throws(DataFormError) -> FormField {
        if let exact = questions.first(where: { $0.name == name }) { return exact }
        let near = questions.filter { field in
            ["#", "_"].contains { field.name?.hasSuffix($0 + name) == true }
        }
        guard near.count == 1, let field = near.first else { throw .unknown(name, in: self) }
        return field
    }
}

extension FormField {
    /// Values as the other side takes them.
    ///
    /// - Throws: ``DataFormError`` `badValue`.
    public func checked(_ given: [String]) throws(DataFormError) -> [String] {
        if kind == .textMulti {
            return given.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
        }
        let given = given.filter { !$0.isEmpty }
        guard given.count <= 1 || kind.isMulti else { throw .bad(given[1], self, "it takes one value only") }
        var values: [String] = []
        for value in given { values.append(try checked(value)) }
        return values
    }

    private func checked(_ value: String) throws(DataFormError) -> String {
        guard !value.contains(where: \.isNewline) else { throw .bad(value, self, "it takes one line only") }
        switch kind {
        case .boolean:
            switch value.lowercased() {
            case "1", "true", "yes", "y", "on": return "1"
            case "0", "false", "no", "n", "off": return "0"
            default: throw .bad(value, self, "answer yes or no")
            }
        case .listSingle, .listMulti:
            if options.isEmpty || options.contains(where: { $0.value == value }) { return value }
            let called = options.filter { $0.label?.lowercased() == value.lowercased() }
            if called.count == 1, let option = called.first { return option.value }
            let known = options.prefix(20).map { $0.value.cut(to: 60) }.joined(separator: ", ")
            throw .bad(value, self, "it is one of \(known)\(options.count > 20 ? ", …" : "")")
        case .jidSingle, .jidMulti:
            do {
                return try JID(value).description
            } catch {
                throw .bad(value, self, "\(error)")
            }
        default:
            return value
        }
    }
}
