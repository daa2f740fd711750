/// A typed view of one child element of a stanza: what a specification defines, as a Swift value.
///
/// A payload is found by its element name and namespace, never by name alone.
public protocol Payload: Sendable {
    /// The local name of the element, such as `ping`.
    static var elementName: String { get }

    /// The namespace of the element, such as `urn:xmpp:ping`.
    static var namespace: String { get }

    /// Reads the payload from its element.
    ///
    /// - Throws: any error when the element lacks what the specification requires. A reader never traps on what a
    ///   peer sent; for a request the error becomes `bad-request`, unless it is a ``StanzaError`` of its own.
    init(from element: XMLElement) throws

    /// The payload as an element.
    var element: XMLElement { get }
}
