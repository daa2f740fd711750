/// The content of an element: child elements and runs of text, in order.
public struct XMLNodes: Collection, Sendable {
    let stanza: XMLStanza
    let parent: Int

    public var startIndex: Int { stanza.contentStart(parent) }

    public var endIndex: Int { stanza.contentEnd(parent) }

    public func index(after index: Int) -> Int { stanza.next(after: index) }

    public subscript(position: Int) -> XMLNode {
        let record = stanza.records[position]
        return record.isText ? .text(stanza.text(record)) : .element(XMLElement(stanza: stanza, index: position))
    }
}
