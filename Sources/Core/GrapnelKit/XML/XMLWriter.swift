/// The one place where XML text is made: writes an element of a stanza, escaped, with the declarations it needs.
///
/// Relies on the storage holding only legal characters and names (see `XMLStanza`), and on the caller to keep the
/// stanza alive.
struct XMLWriter {
    let stanza: XMLStanza

    private typealias Bytes = UnsafeBufferPointer<UInt8>

    /// An element whose end tag is still to come.
    private struct Open {
        let index: Int
        let end: Int
        let defaultNamespace: UnsafeBufferPointer<UInt8>
    }

    /// Loops instead of recursing, so that depth costs memory and not stack.
    func write(_ index: Int, within defaultNamespace: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        var open: [Open] = []
        var context = defaultNamespace
        var position = index
        let end = stanza.contentEnd(index)
        while true {
            while let last = open.last, last.end == position {
                endTag(last.index, into: &output)
                open.removeLast()
                context = open.last?.defaultNamespace ?? defaultNamespace
            }
            guard position < end else { return }
            let record = stanza.records[position]
            if record.isText {
                Self.escape(stanza.value(record), as: .text, into: &output)
                position += 1
                continue
            }
            context = startTag(position, within: context, into: &output)
            let content = stanza.contentStart(position)
            let after = stanza.contentEnd(position)
            if content == after {
                output.append(contentsOf: "/>".utf8)
                context = open.last?.defaultNamespace ?? defaultNamespace
            } else {
                output.append(UInt8(ascii: ">"))
                open.append(Open(index: position, end: after, defaultNamespace: context))
            }
            position = content
        }
    }

    /// Writes all but the closing bracket and returns the default namespace inside the element.
    private func startTag(_ index: Int, within context: Bytes, into output: inout [UInt8]) -> Bytes {
        let record = stanza.records[index]
        let namespace = stanza.string(record.namespace)
        output.append(UInt8(ascii: "<"))
        name(record, into: &output)
        var inside = context
        if !isReserved(record), !namespace.holdsSameBytes(as: context) {
            output.append(contentsOf: " xmlns='".utf8)
            Self.escape(namespace, as: .attribute, into: &output)
            output.append(UInt8(ascii: "'"))
            inside = namespace
        }
        attributes(of: index, into: &output)
        return inside
    }

    private func endTag(_ index: Int, into output: inout [UInt8]) {
        output.append(contentsOf: "</".utf8)
        name(stanza.records[index], into: &output)
        output.append(UInt8(ascii: ">"))
    }

    private func name(_ record: XMLRecord, into output: inout [UInt8]) {
        if isReserved(record) { output.append(contentsOf: "xml:".utf8) }
        output.append(contentsOf: stanza.string(record.name))
    }

    private func attributes(of index: Int, into output: inout [UInt8]) {
        var declared: [Bytes] = []
        for position in index + 1..<stanza.contentStart(index) {
            let record = stanza.records[position]
            let namespace = stanza.string(record.namespace)
            if namespace.isEmpty || isReserved(record) {
                output.append(UInt8(ascii: " "))
                name(record, into: &output)
            } else {
                let known = declared.firstIndex { $0.holdsSameBytes(as: namespace) }
                let prefix = "ns\((known ?? declared.count) + 1)"
                if known == nil {
                    declared.append(namespace)
                    output.append(contentsOf: " xmlns:\(prefix)='".utf8)
                    Self.escape(namespace, as: .attribute, into: &output)
                    output.append(UInt8(ascii: "'"))
                }
                output.append(contentsOf: " \(prefix):".utf8)
                output.append(contentsOf: stanza.string(record.name))
            }
            output.append(contentsOf: "='".utf8)
            Self.escape(stanza.value(record), as: .attribute, into: &output)
            output.append(UInt8(ascii: "'"))
        }
    }

    /// Whether the name is in the namespace of the prefix `xml`, which needs no declaration and allows no other.
    private func isReserved(_ record: XMLRecord) -> Bool {
        stanza.string(record.namespace, equals: XMLNamespace.xml)
    }
}
