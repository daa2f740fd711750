/// A message (RFC 6121 §5).
public struct Message: Stanza {
    /// What a message is part of (RFC 6121 §5.2.2); an unknown type counts as normal.
    public enum Kind: String, Sendable {
        case chat, groupchat, headline, normal, error
    }

    public let element: XMLElement
    public let to: JID?
    public let from: JID?

    public init(_ element: XMLElement) throws(StanzaError) {
        guard element.isNamed("message", clientNamespace) else { throw StanzaError(.badRequest) }
        self.element = element
        self.to = try element.address("to")
        self.from = try element.address("from")
    }

    /// A message to send.
    public init(_ kind: Kind = .chat, to: JID, id: String, body: String? = nil, payloads: [any Payload] = []) {
        self.to = to
        self.from = nil
        self.element = XMLElement(
            "message", clientNamespace,
            ["type": kind == .normal ? nil : kind.rawValue, "to": to.description, "id": id]
        ) {
            if let body { XMLElement("body", clientNamespace, text: body) }
            for payload in payloads { payload.element }
        }
    }

    public var kind: Kind { element["type"].flatMap(Kind.init(rawValue:)) ?? .normal }

    /// The text for people: the first body, whatever its language.
    public var body: String? { element.first("body", clientNamespace)?.text }

    /// The subject (RFC 6121 §5.2.4); in a room without a body, the room's subject (XEP-0045 §8.1).
    public var subject: String? { element.first("subject", clientNamespace)?.text }

    /// The thread identifier (RFC 6121 §5.2.5).
    public var thread: String? { element.first("thread", clientNamespace)?.text }
}
