extension XMLElement {
    /// The child elements, in order.
    public var children: XMLChildren { XMLChildren(nodes: nodes) }

    /// The content: child elements and runs of text, in order.
    public var nodes: XMLNodes { XMLNodes(stanza: stanza, parent: index) }

    /// The text directly inside this element, concatenated; empty if there is none.
    public var text: String {
        var result = ""
        var position = stanza.contentStart(index)
        let end = stanza.contentEnd(index)
        while position < end {
            let record = stanza.records[position]
            if record.isText { result += stanza.text(record) }
            position = stanza.next(after: position)
        }
        return result
    }

    /// The first child with this name in this namespace.
    public func first(_ name: String, _ namespace: String) -> XMLElement? {
        var position = stanza.contentStart(index)
        let end = stanza.contentEnd(index)
        while position < end {
            if stanza.isElement(position, named: name, namespace) { return XMLElement(stanza: stanza, index: position) }
            position = stanza.next(after: position)
        }
        return nil
    }

    /// The first child with this name in the namespace of this element.
    public func first(_ name: String) -> XMLElement? {
        let own = stanza.records[index].namespace
        return children.first { child in
            let record = stanza.records[child.index]
            return stanza.string(record.name, equals: name) && stanza.sameString(record.namespace, own)
        }
    }

    /// All children with this name in this namespace, in order.
    public func all(_ name: String, _ namespace: String) -> [XMLElement] {
        children.filter { $0.isNamed(name, namespace) }
    }
}

extension XMLStanza {
    /// Whether the element or attribute at `index` has this name.
    func isNamed(_ index: Int, _ name: String, _ namespace: String) -> Bool {
        let record = records[index]
        return string(record.name, equals: name) && string(record.namespace, equals: namespace)
    }

    func isElement(_ index: Int, named name: String, _ namespace: String) -> Bool {
        !records[index].isText && isNamed(index, name, namespace)
    }

    func sameString(_ one: UInt32, _ other: UInt32) -> Bool {
        one == other || withExtendedLifetime(self) { string(one).holdsSameBytes(as: string(other)) }
    }

    /// Whether the last node directly inside the element at `index` is text.
    func endsWithText(_ index: Int) -> Bool {
        var position = contentStart(index)
        var last = false
        while position < contentEnd(index) {
            last = records[position].isText
            position = next(after: position)
        }
        return last
    }
}
