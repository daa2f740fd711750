/// What a stream says, in the order in which it says it.
@frozen
public enum XMLStreamEvent: Hashable, Sendable {
    /// The stream header: the root element with its attributes, without content.
    case opened(XMLElement)
    /// A complete child of the root: a stanza or another first-level element.
    case element(XMLElement)
    /// The end tag of the root.
    case closed
}
