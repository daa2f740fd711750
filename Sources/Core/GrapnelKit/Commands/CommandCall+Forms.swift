extension CommandCall {
    /// Has a person fill in a form of a peer, and checks the answers.
    ///
    /// Words of the command line answer first, as `name=value`, the same name again for a further value. At a terminal
    /// the questions that are left are then asked line by line: all of them where no word was given, else only those
    /// that have to be answered. Where nobody can be asked, what is missing is named in the error.
    ///
    /// - Parameters:
    ///   - words: the rest of the command line; nil or empty for none.
    ///   - known: answers that need not be asked for, by the names of the fields; those of other names do not matter.
    /// - Returns: The submission.
    /// - Throws: ``DataFormError``, or ``CommandError`` for a word that is no `name=value`.
    public func fill(
        _ form: DataForm, with words: String? = nil, known: [String: [String]] = [:]
    ) async throws -> DataForm {
        var filling = FormFilling(form: form, call: self)
        try filling.take(words: words ?? "")
        let isAlone = filling.answers.isEmpty
        filling.take(known: known)
        try await filling.ask(everything: isAlone)
        return try form.submission(filling.answers)
    }

    /// Asks the person for a line; nil where nobody can be asked, or who is asked gives up.
    ///
    /// - Parameter isSecret: whether it is typed without echo; no history keeps either kind.
    public func ask(_ question: String, isSecret: Bool = false) async -> String? {
        await services.ask(question, isSecret: isSecret)
    }
}
