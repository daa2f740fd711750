/// An XML element: an immutable value with resolved namespaces, its attributes and its content.
///
/// An element is a view into the flat storage of the stanza it came in, so reading children copies nothing, and a
/// child that is kept keeps its whole stanza. Strings are made when asked for; comparing names makes none.
///
/// What is stored is always legal XML 1.0: the initialisers replace code points that XML cannot carry by U+FFFD, and
/// characters that a name cannot hold by underscores, so an element always serialises to a well-formed document.
/// Names and values compare byte by byte.
public struct XMLElement: Sendable {
    let stanza: XMLStanza
    let index: Int

    /// The name, without a prefix.
    public var name: String { stanza.name(stanza.records[index].name) }

    /// The namespace; empty for none.
    public var namespace: String { stanza.name(stanza.records[index].namespace) }

    /// Whether the element has this name in this namespace.
    public func isNamed(_ name: String, _ namespace: String) -> Bool {
        stanza.isNamed(index, name, namespace)
    }

    /// The value of an attribute in no namespace (or of `xml:lang`), or nil if there is none.
    public subscript(_ attribute: String) -> String? {
        if attribute == "xml:lang" { return self.attribute("lang", namespace: XMLNamespace.xml) }
        return self.attribute(attribute, namespace: "")
    }

    /// The value of an attribute in a namespace, or nil if there is none.
    public func attribute(_ name: String, namespace: String) -> String? {
        for position in index + 1..<stanza.contentStart(index) where stanza.isNamed(position, name, namespace) {
            return stanza.text(stanza.records[position])
        }
        return nil
    }

    /// All attributes, in the order in which they were written; namespace declarations are not among them.
    public var attributes: [XMLAttribute] {
        (index + 1..<stanza.contentStart(index)).map { position in
            let record = stanza.records[position]
            return XMLAttribute(XMLName(stanza.name(record.name), stanza.name(record.namespace)), stanza.text(record))
        }
    }
}
