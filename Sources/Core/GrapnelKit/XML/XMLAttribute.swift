/// An attribute of an element.
public struct XMLAttribute: Hashable, Sendable {
    /// The name; most attributes of XMPP are in no namespace.
    public let name: XMLName
    /// The value, unescaped.
    public let value: String

    public init(_ name: XMLName, _ value: String) {
        self.name = name
        self.value = value
    }
}
