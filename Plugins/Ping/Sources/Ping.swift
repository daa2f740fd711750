public import GrapnelKit

/// XEP-0199 §3: asks whether somebody is there; it carries nothing.
public struct Ping: Payload {
    public static let elementName = "ping"
    public static let namespace = "urn:xmpp:ping"

    public init() {}

    public init(from element: XMLElement) {}

    public var element: XMLElement { XMLElement(Self.elementName, Self.namespace) }
}
