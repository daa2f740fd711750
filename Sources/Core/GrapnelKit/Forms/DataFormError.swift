/// What is wrong with a form of a peer, or with the answers to it.
public struct DataFormError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, as a stable name.
    public struct Condition: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The element is no data form, or one that contradicts itself.
        public static let malformed = Condition(rawValue: "malformed")
        /// The form is over one of ``DataForm/Bounds``.
        public static let tooLarge = Condition(rawValue: "too-large")
        /// The form asks nothing under a name that was answered.
        public static let unknownField = Condition(rawValue: "unknown-field")
        /// A value is not one that its field takes.
        public static let badValue = Condition(rawValue: "bad-value")
        /// Fields that have to be filled in are empty; ``DataFormError/fields`` names them all.
        public static let missing = Condition(rawValue: "missing")
    }

    public let condition: Condition
    /// The names of the fields that this is about.
    public let fields: [String]
    /// One sentence that says what happened and what to do; names and values of others stand in it.
    public let description: String

    init(_ condition: Condition, _ fields: [String] = [], _ sentence: String) {
        self.condition = condition
        self.fields = fields
        self.description = sentence
    }

    static func malformed(_ detail: String) -> DataFormError {
        DataFormError(.malformed, [], "The other side sent a form that cannot be used: \(detail).")
    }

    static func tooLarge(_ what: String, _ bound: Int) -> DataFormError {
        DataFormError(
            .tooLarge, [], "The other side sent a form that is too large: more than \(bound) \(what); it was not shown."
        )
    }

    static func unknown(_ name: String, in form: DataForm) -> DataFormError {
        let names = form.questions.compactMap(\.name).prefix(30).joined(separator: ", ")
        let known = names.isEmpty ? "it asks nothing" : "it has: \(names.cut(to: 512))"
        return DataFormError(.unknownField, [name], "The form has no field \(name.cited); \(known).")
    }

    static func bad(_ value: String, _ field: FormField, _ wanted: String) -> DataFormError {
        let shown = field.kind == .textPrivate ? "What was given" : value.cited
        return DataFormError(.badValue, [field.name ?? ""], "\(shown) does not fit \(field.title.cited): \(wanted).")
    }

    static func missing(_ fields: [FormField]) -> DataFormError {
        let names = fields.compactMap(\.name)
        let list = names.prefix(30).map { $0.cut(to: 100) }.joined(separator: ", ")
        let words = names.prefix(3).map { "\($0.cut(to: 100))=…" }.joined(separator: " ")
        return DataFormError(
            .missing, names,
            "The form needs \(list); write \(names.count == 1 ? "it" : "them") behind the command, as in: \(words)")
    }
}
