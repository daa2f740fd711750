/// A piece of an element's content.
@frozen
public enum XMLNode: Hashable, Sendable {
    /// Character data, unescaped.
    case text(String)
    /// A child element.
    case element(XMLElement)
}
