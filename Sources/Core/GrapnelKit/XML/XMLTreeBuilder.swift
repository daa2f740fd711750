/// Fills a stanza's storage from Swift values and from other elements.
struct XMLTreeBuilder {
    private var records: [XMLRecord] = []
    private var strings: [XMLSpan] = []
    private var bytes: [UInt8] = []
    /// Ids of strings by content, once there are too many to look through.
    private var idsByName: [String: UInt32] = [:]
    /// The table that string ids without the local bit refer to.
    private var names: XMLNames?
    /// Whether the last record is text that further text joins.
    private var joinsText = false

    /// Up to this many strings a search through them costs less than hashing.
    private static let searchedStrings = 12

    init(names: XMLNames? = nil) {
        self.names = names
    }

    func finish() -> XMLElement {
        let stanza = records.withUnsafeBufferPointer { records in
            strings.withUnsafeBufferPointer { strings in
                bytes.withUnsafeBufferPointer { bytes in
                    XMLStanza(names: names, records: records, strings: strings, bytes: bytes)
                }
            }
        }
        return XMLElement(stanza: stanza, index: 0)
    }

    /// Opens an element and returns its index, for `close`.
    mutating func open(_ name: String, _ namespace: String) -> Int {
        let reserved = namespace == XMLNamespace.declarations
        let nameID = intern(XMLCharacters.legalName(name))
        let namespaceID = intern(reserved ? "" : XMLCharacters.legalText(namespace))
        records.append(XMLRecord(name: nameID, namespace: namespaceID, position: 0, count: 0))
        joinsText = false
        return records.count - 1
    }

    mutating func close(_ index: Int) {
        records[index].position = UInt32(records.count)
        joinsText = false
    }

    /// Adds an attribute to the element at `index`, which has no content yet; a later value replaces an earlier one.
    mutating func attribute(_ name: String, _ namespace: String, _ value: String, of index: Int) {
        // Declarations are the writer's business: taking one from here would contradict the element's namespace.
        if namespace == XMLNamespace.declarations || (namespace.isEmpty && name == "xmlns") { return }
        let nameID = intern(XMLCharacters.legalName(name))
        let namespaceID = intern(XMLCharacters.legalText(namespace))
        let span = store(XMLCharacters.legalText(value))
        let record = XMLRecord(name: nameID, namespace: namespaceID, position: span.offset, count: span.length)
        let attributes = index + 1..<records.count
        if let known = attributes.first(where: { records[$0].name == nameID && records[$0].namespace == namespaceID }) {
            records[known] = record
        } else {
            records.append(record)
            records[index].count += 1
        }
    }

    mutating func text(_ text: String) {
        guard !text.isEmpty else { return }
        join(store(XMLCharacters.legalText(text)))
    }

    mutating func node(_ node: XMLNode) {
        switch node {
        case .text(let text): self.text(text)
        case .element(let element): copy(element)
        }
    }

    /// Copies an element with all that is in it.
    mutating func copy(_ element: XMLElement) {
        let stanza = element.stanza
        withExtendedLifetime(stanza) {
            copy(stanza, element.index..<stanza.contentEnd(element.index))
        }
        joinsText = false
    }

    /// Copies the content of an element, without its tag and attributes.
    mutating func copyContent(_ element: XMLElement) {
        let stanza = element.stanza
        withExtendedLifetime(stanza) {
            copy(stanza, stanza.contentStart(element.index)..<stanza.contentEnd(element.index))
        }
        joinsText = stanza.endsWithText(element.index)
    }

    private mutating func copy(_ stanza: XMLStanza, _ range: Range<Int>) {
        let shift = records.count - range.lowerBound
        var attributesLeft: UInt32 = 0
        records.reserveCapacity(records.count + range.count)
        for index in range {
            var record = stanza.records[index]
            if record.isText {
                record.position = store(stanza.value(record)).offset
            } else {
                record.name = adopt(record.name, of: stanza)
                record.namespace = adopt(record.namespace, of: stanza)
                if attributesLeft > 0 {
                    attributesLeft -= 1
                    record.position = store(stanza.value(record)).offset
                } else {
                    attributesLeft = record.count
                    record.position = UInt32(Int(record.position) + shift)
                }
            }
            records.append(record)
        }
    }

    private mutating func join(_ span: XMLSpan) {
        if joinsText, let last = records.indices.last, records[last].position + records[last].count == span.offset {
            records[last].count += span.length
        } else {
            let mark = XMLRecord.textMark
            records.append(XMLRecord(name: mark, namespace: 0, position: span.offset, count: span.length))
            joinsText = true
        }
    }

    private mutating func adopt(_ id: UInt32, of stanza: XMLStanza) -> UInt32 {
        if id & XMLStanza.localBit == 0, let shared = stanza.names {
            if names == nil { names = shared }
            if names === shared { return id }
        }
        return intern(stanza.name(id))
    }

    private mutating func intern(_ string: String) -> UInt32 {
        if strings.count <= Self.searchedStrings {
            for (index, span) in strings.enumerated() where holds(span, string) {
                return UInt32(index) | XMLStanza.localBit
            }
        } else if let id = idsByName[string], holds(strings[Int(id & ~XMLStanza.localBit)], string) {
            return id
        }
        let id = UInt32(strings.count) | XMLStanza.localBit
        strings.append(store(string))
        idsByName[string] = id
        return id
    }

    private func holds(_ span: XMLSpan, _ string: String) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            let start = Int(span.offset)
            return string.withBytes {
                $0.holdsSameBytes(as: UnsafeBufferPointer(rebasing: bytes[start..<start + Int(span.length)]))
            }
        }
    }

    private mutating func store(_ string: String) -> XMLSpan {
        let offset = bytes.count
        bytes.append(contentsOf: string.utf8)
        return XMLSpan(offset: UInt32(offset), length: UInt32(bytes.count - offset))
    }

    private mutating func store(_ value: UnsafeBufferPointer<UInt8>) -> XMLSpan {
        let offset = bytes.count
        bytes.append(contentsOf: value)
        return XMLSpan(offset: UInt32(offset), length: UInt32(value.count))
    }
}
