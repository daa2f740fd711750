/// The child elements of an element, in order; text between them is left out.
public struct XMLChildren: Collection, Sendable {
    private let nodes: XMLNodes

    init(nodes: XMLNodes) {
        self.nodes = nodes
    }

    public var startIndex: Int { element(from: nodes.startIndex) }

    public var endIndex: Int { nodes.endIndex }

    public func index(after index: Int) -> Int { element(from: nodes.index(after: index)) }

    public subscript(position: Int) -> XMLElement { XMLElement(stanza: nodes.stanza, index: position) }

    private func element(from start: Int) -> Int {
        var position = start
        while position < endIndex, nodes.stanza.records[position].isText { position += 1 }
        return position
    }
}
