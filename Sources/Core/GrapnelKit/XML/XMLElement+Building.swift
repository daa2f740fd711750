extension XMLElement {
    /// Makes an element with attributes and content.
    ///
    /// Attributes are in no namespace, but `xml:lang` is understood; those whose value is nil are left out. Give the
    /// namespace in its parameter: an attribute `xmlns` is ignored.
    public init(
        _ name: String,
        _ namespace: String,
        _ attributes: KeyValuePairs<String, String?> = [:],
        @XMLContent content: () -> [XMLNode] = { [] }
    ) {
        var builder = XMLTreeBuilder()
        let root = builder.open(name, namespace)
        for (name, value) in attributes {
            if let value { builder.attribute(named: name, value, of: root) }
        }
        for node in content() { builder.node(node) }
        builder.close(root)
        self = builder.finish()
    }

    /// Makes an element that holds nothing but text.
    public init(
        _ name: String,
        _ namespace: String,
        _ attributes: KeyValuePairs<String, String?> = [:],
        text: String
    ) {
        self.init(name, namespace, attributes) { text }
    }

    /// The same element with an attribute set, or removed if `value` is nil; `xml:lang` is understood.
    public func setting(_ attribute: String, to value: String?) -> XMLElement {
        if attribute == "xml:lang" { return setting("lang", namespace: XMLNamespace.xml, to: value) }
        return setting(attribute, namespace: "", to: value)
    }

    /// The same element with an attribute of a namespace set, or removed if `value` is nil.
    public func setting(_ attribute: String, namespace: String, to value: String?) -> XMLElement {
        copy { builder, root in
            for known in attributes where known.name.local != attribute || known.name.namespace != namespace {
                builder.attribute(known.name.local, known.name.namespace, known.value, of: root)
            }
            if let value { builder.attribute(attribute, namespace, value, of: root) }
            builder.copyContent(self)
        }
    }

    /// The same element with nodes added at the end of its content.
    public func appending(_ nodes: XMLNode...) -> XMLElement {
        copy { builder, root in
            for known in attributes {
                builder.attribute(known.name.local, known.name.namespace, known.value, of: root)
            }
            builder.copyContent(self)
            for node in nodes { builder.node(node) }
        }
    }

    private func copy(_ fill: (inout XMLTreeBuilder, Int) -> Void) -> XMLElement {
        var builder = XMLTreeBuilder(names: stanza.names)
        let root = builder.open(name, namespace)
        fill(&builder, root)
        builder.close(root)
        return builder.finish()
    }
}

extension XMLTreeBuilder {
    fileprivate mutating func attribute(named name: String, _ value: String, of index: Int) {
        if name == "xml:lang" {
            attribute("lang", XMLNamespace.xml, value, of: index)
        } else {
            attribute(name, "", value, of: index)
        }
    }
}
