extension DataForm {
    /// Reads a form of a peer.
    ///
    /// What XEP-0004 leaves open is taken kindly: a field without a type is text-single, an unknown type too, and an
    /// option without a value is left out. What could mean two things is refused.
    ///
    /// - Throws: ``DataFormError`` `malformed` for an unknown kind of form and for two fields of one name, `tooLarge`.
    public init(from element: XMLElement) throws {
        guard element.isNamed(Self.elementName, Self.namespace) else { throw DataFormError.malformed("it is none") }
        guard let kind = element["type"].flatMap(Kind.init(rawValue:)) else {
            throw DataFormError.malformed("it does not say what it is for")
        }
        let own = element.children.lazy.filter { $0.namespace == Self.namespace }
        let instructions = own.filter { $0.name == "instructions" }.map { $0.text.cut(to: Bounds.words) }
        try Self.check(instructions.count, Bounds.instructions, "paragraphs of instructions")
        self.init(
            kind, title: element.first("title", Self.namespace)?.text.cut(to: Bounds.words),
            instructions: Array(instructions),
            fields: try Self.fields(of: element),
            reported: try element.first("reported", Self.namespace).map(Self.fields(of:)) ?? [],
            items: try Self.items(of: element)
        )
    }

    private static func items(of element: XMLElement) throws -> [[FormField]] {
        let items = element.all("item", namespace)
        try check(items.count, Bounds.items, "rows")
        return try items.map(fields(of:))
    }

    private static func fields(of element: XMLElement) throws -> [FormField] {
        let fields = try element.all("field", namespace).enumerated().compactMap { number, element in
            try check(number + 1, Bounds.fields, "fields")
            return try FormField(from: element)
        }
        var names: Set<String> = []
        for name in fields.compactMap(\.name) where !names.insert(name).inserted {
            throw DataFormError.malformed("it has two fields named \(name.cited)")
        }
        return fields
    }

    fileprivate static func check(_ count: Int, _ bound: Int, _ what: String) throws {
        guard count <= bound else { throw DataFormError.tooLarge(what, bound) }
    }
}

extension FormField {
    /// Reads a field; nil for one that neither has a name nor is a text of the form.
    init?(from element: XMLElement) throws {
        var kind = element["type"].map(Kind.init(rawValue:)) ?? .textSingle
        if !Kind.known.contains(kind) { kind = .textSingle }
        let name = element["var"].flatMap { $0.isEmpty ? nil : $0 }
        guard name != nil || kind == .fixed else { return nil }
        try Self.check(octets: name)
        let values = element.all("value", DataForm.namespace).map(\.text)
        try DataForm.check(values.count, DataForm.Bounds.values, "values of a field")
        try values.forEach(Self.check(octets:))
        let options = element.all("option", DataForm.namespace)
        try DataForm.check(options.count, DataForm.Bounds.options, "choices of a field")
        let media = element.all("media", FormMedia.namespace)
        try DataForm.check(media.count, DataForm.Bounds.media, "pictures of a field")
        self.init(
            name, kind, label: element["label"]?.cut(to: DataForm.Bounds.words),
            explanation: element.first("desc", DataForm.namespace)?.text.cut(to: DataForm.Bounds.words),
            isRequired: element.first("required", DataForm.namespace) != nil, values: values,
            options: try options.compactMap(Self.option), media: try media.map(Self.media)
        )
    }

    private static func option(_ element: XMLElement) throws -> Option? {
        guard let value = element.first("value", DataForm.namespace)?.text else { return nil }
        try check(octets: value)
        return Option(value, label: element["label"]?.cut(to: DataForm.Bounds.words))
    }

    private static func media(_ element: XMLElement) throws -> FormMedia {
        let sources = element.all("uri", FormMedia.namespace)
        try DataForm.check(sources.count, DataForm.Bounds.media, "places of a picture")
        return FormMedia(
            try sources.map { source in
                let uri = source.text.filter { !$0.isWhitespace }
                try check(octets: uri)
                return FormMedia.Source(type: source["type"]?.cut(to: 100) ?? "", uri: uri)
            })
    }

    private static func check(octets text: String?) throws {
        try DataForm.check(text?.utf8.count ?? 0, DataForm.Bounds.value, "octets in one value")
    }
}
