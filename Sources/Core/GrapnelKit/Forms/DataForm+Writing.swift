extension DataForm {
    public var element: XMLElement {
        XMLElement(Self.elementName, Self.namespace, ["type": kind.rawValue]) {
            if let title { XMLElement("title", Self.namespace, text: title) }
            instructions.map { XMLElement("instructions", Self.namespace, text: $0) }
            if !reported.isEmpty { XMLElement("reported", Self.namespace) { reported.map(\.element) } }
            items.map { item in XMLElement("item", Self.namespace) { item.map(\.element) } }
            fields.map { kind == .submit ? $0.answer : $0.element }
        }
    }
}

extension FormField {
    /// The whole field, as it stands in a form.
    var element: XMLElement {
        XMLElement("field", DataForm.namespace, ["var": name, "type": kind.rawValue, "label": label]) {
            if let explanation { XMLElement("desc", DataForm.namespace, text: explanation) }
            if isRequired { XMLElement("required", DataForm.namespace) }
            valueElements
            options.map { option in
                XMLElement("option", DataForm.namespace, ["label": option.label]) {
                    XMLElement("value", DataForm.namespace, text: option.value)
                }
            }
            media.map { media in
                XMLElement("media", FormMedia.namespace) {
                    media.sources.map { XMLElement("uri", FormMedia.namespace, ["type": $0.type], text: $0.uri) }
                }
            }
        }
    }

    /// What a submission holds of it; the other side knows the rest (XEP-0004 §3.2).
    var answer: XMLElement {
        let type = kind == .hidden ? kind.rawValue : nil
        return XMLElement("field", DataForm.namespace, ["var": name, "type": type]) { valueElements }
    }

    private var valueElements: [XMLElement] {
        values.map { XMLElement("value", DataForm.namespace, text: $0) }
    }
}
