/// XEP-0203: when a stanza was first sent, for one that comes late.
public struct Delay: Payload {
    public static let elementName = "delay"
    public static let namespace = "urn:xmpp:delay"

    /// When the stanza was originally sent.
    public let stamp: Timestamp

    /// Who delayed it: a server, a room.
    public let from: JID?

    public init(stamp: Timestamp, from: JID? = nil) {
        self.stamp = stamp
        self.from = from
    }

    public init(from element: XMLElement) throws {
        guard let stamp = element["stamp"].flatMap(Timestamp.init(dateTime:)) else {
            throw StanzaError(.badRequest, text: "A delay has a stamp in the form of XEP-0082.")
        }
        self.stamp = stamp
        self.from = try element.address("from")
    }

    public var element: XMLElement {
        XMLElement(Self.elementName, Self.namespace, ["stamp": stamp.description, "from": from?.description])
    }
}
