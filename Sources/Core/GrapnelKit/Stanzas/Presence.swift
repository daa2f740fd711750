/// A presence (RFC 6121 §4).
public struct Presence: Stanza {
    /// What a presence does (RFC 6121 §4.7.1).
    public enum Kind: String, Sendable {
        case available, unavailable, subscribe, subscribed, unsubscribe, unsubscribed, probe, error
    }

    /// How available somebody is (RFC 6121 §4.7.2.1); available without more is `online`.
    public enum Show: String, Sendable, CaseIterable {
        case online, chat, away, xa, dnd
    }

    public let element: XMLElement
    public let to: JID?
    public let from: JID?

    public init(_ element: XMLElement) throws(StanzaError) {
        guard element.isNamed("presence", clientNamespace) else { throw StanzaError(.badRequest) }
        if let type = element["type"], Kind(rawValue: type) == nil || type == "available" {
            throw StanzaError(.badRequest, text: "A presence has no type '\(type)'.")
        }
        self.element = element
        self.to = try element.address("to")
        self.from = try element.address("from")
    }

    /// A presence to send; without `to` it goes to everybody who is subscribed.
    public init(
        _ kind: Kind = .available,
        to: JID? = nil,
        id: String? = nil,
        show: Show = .online,
        status: String? = nil,
        priority: Int8 = 0,
        payloads: [any Payload] = []
    ) {
        self.to = to
        self.from = nil
        self.element = XMLElement(
            "presence", clientNamespace,
            ["type": kind == .available ? nil : kind.rawValue, "to": to?.description, "id": id]
        ) {
            if show != .online { XMLElement("show", clientNamespace, text: show.rawValue) }
            if let status { XMLElement("status", clientNamespace, text: status) }
            if priority != 0 { XMLElement("priority", clientNamespace, text: String(priority)) }
            for payload in payloads { payload.element }
        }
    }

    public var kind: Kind { element["type"].flatMap(Kind.init(rawValue:)) ?? .available }

    /// How available the sender is; a value that RFC 6121 does not know counts as online.
    public var show: Show { element.first("show", clientNamespace).flatMap { Show(rawValue: $0.text) } ?? .online }

    /// What the sender says of their availability.
    public var status: String? { element.first("status", clientNamespace)?.text }

    /// The priority, -128 to 127; anything else counts as 0 (RFC 6121 §4.7.2.3).
    public var priority: Int8 { element.first("priority", clientNamespace).flatMap { Int8($0.text) } ?? 0 }
}
