/// An info/query stanza: a request, or the one answer to it (RFC 6120 §8.2.3).
public struct IQ: Stanza {
    public enum Kind: String, Sendable {
        case get, set, result, error
    }

    /// The two kinds that ask for an answer.
    public enum RequestKind: String, Sendable {
        case get, set
    }

    public let element: XMLElement
    public let to: JID?
    public let from: JID?
    public let kind: Kind

    public init(_ element: XMLElement) throws(StanzaError) {
        guard element.isNamed("iq", clientNamespace) else { throw StanzaError(.badRequest) }
        guard let kind = element["type"].flatMap(Kind.init(rawValue:)) else {
            throw StanzaError(.badRequest, text: "An iq has type get, set, result or error.")
        }
        guard let id = element["id"], !id.isEmpty else { throw StanzaError(.badRequest, text: "An iq has an id.") }
        self.element = element
        self.to = try element.address("to")
        self.from = try element.address("from")
        self.kind = kind
    }

    /// A request to send; without `to` it goes to the account's own server, for the account.
    public init(_ kind: RequestKind, to: JID? = nil, id: String, payload: XMLElement) {
        self.to = to
        self.from = nil
        self.kind = kind == .get ? .get : .set
        self.element = XMLElement(
            "iq", clientNamespace, ["type": kind.rawValue, "to": to?.description, "id": id]
        ) { payload }
    }

    /// The result of this request, addressed to its sender.
    public func result(_ payload: XMLElement? = nil) -> XMLElement {
        XMLElement("iq", clientNamespace, ["type": "result", "to": element["from"], "id": element["id"]]) {
            if let payload { payload }
        }
    }

    /// The error that answers this request, addressed to its sender.
    public func failure(_ error: StanzaError) -> XMLElement {
        XMLElement("iq", clientNamespace, ["type": "error", "to": element["from"], "id": element["id"]]) {
            error.element
        }
    }

    /// The one child of a request, or the first child of a result.
    public var payload: XMLElement? { element.children.first { _ in true } }
}
