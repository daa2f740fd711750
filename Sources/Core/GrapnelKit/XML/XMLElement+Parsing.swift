extension XMLElement {
    /// Reads one element from text, under the rules and limits of a stream.
    ///
    /// - Throws: `XMLError`, with not-well-formed or bad-format also if the text is not exactly one element.
    public init(parsing text: String) throws(XMLError) {
        let parser = XMLStreamParser()
        var found: [XMLElement] = []
        var isClosed = false
        let take = { (event: XMLStreamEvent) in
            switch event {
            case .opened: break
            case .element(let element): found.append(element)
            case .closed: isClosed = true
            }
        }
        try parser.feed(Array("<fragment>".utf8), take)
        try parser.feed(Array(text.utf8), take)
        guard !isClosed else { throw XMLError(.notWellFormed, "The text closes an element that it did not open.") }
        try parser.feed(Array("</fragment>".utf8), take)
        guard isClosed else { throw XMLError(.notWellFormed, "The text ends inside an element.") }
        guard found.count == 1 else { throw XMLError(.badFormat, "The text holds \(found.count) elements, not one.") }
        self = found[0]
    }
}
