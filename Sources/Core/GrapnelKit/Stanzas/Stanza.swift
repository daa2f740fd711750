/// What message, presence and iq have in common (RFC 6120 §8).
public protocol Stanza: Sendable {
    /// The whole stanza as it stands on the stream.
    var element: XMLElement { get }

    /// The addressee, prepared; nil stands for the account itself or its server.
    var to: JID? { get }

    /// The sender, prepared; nil stands for the account itself or its server.
    var from: JID? { get }

    /// Reads a stanza from its element.
    ///
    /// - Throws: ``StanzaError`` with `jid-malformed` or `bad-request`.
    init(_ element: XMLElement) throws(StanzaError)
}

extension Stanza {
    /// The identifier that its sender chose.
    public var id: String? { element["id"] }

    /// The payload of a type: the first child with its name and namespace, or nil where there is none or it cannot
    /// be read.
    public subscript<P: Payload>(_ type: P.Type) -> P? {
        guard let child = element.first(P.elementName, P.namespace) else { return nil }
        return try? P(from: child)
    }

    /// The payload of a type, or nil where the stanza has none.
    ///
    /// - Throws: what the payload's reader throws, so that “absent” and “malformed” can be told apart.
    public func payload<P: Payload>(_ type: P.Type) throws -> P? {
        guard let child = element.first(P.elementName, P.namespace) else { return nil }
        return try P(from: child)
    }

    /// The stanza with one more payload behind the ones it has.
    public func adding(_ payload: some Payload) throws(StanzaError) -> Self {
        try Self(element.appending(.element(payload.element)))
    }

    /// What went wrong, for a stanza of type `error`.
    public var error: StanzaError? {
        guard element["type"] == "error" else { return nil }
        return StanzaError(stanza: element)
    }
}

/// The namespace of stanzas between a client and its server.
public let clientNamespace = "jabber:client"

extension XMLElement {
    /// An attribute as an address; nil where it is absent.
    func address(_ attribute: String) throws(StanzaError) -> JID? {
        guard let text = self[attribute] else { return nil }
        do {
            return try JID(text)
        } catch {
            throw StanzaError(.jidMalformed, text: "The attribute '\(attribute)' is not an address: \(error)")
        }
    }
}
