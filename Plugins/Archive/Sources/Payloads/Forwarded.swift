internal import GrapnelKit

/// A message inside another one (XEP-0297): exactly one, of the namespace of clients.
struct Forwarded {
    let stanza: Message
    /// When it was first sent, where whoever forwards it says so.
    let moment: Timestamp?

    /// Reads the one `forwarded` of an element.
    ///
    /// - Throws: ``StanzaError`` where there is none, or more than one, or not exactly one message in it.
    init(in element: XMLElement) throws {
        let forwards = element.all("forwarded", ArchiveNamespace.forward)
        guard forwards.count == 1 else { throw StanzaError(.badRequest, text: "There is not one forwarded message.") }
        let messages = forwards[0].all("message", clientNamespace)
        guard messages.count == 1 else { throw StanzaError(.badRequest, text: "There is not one message forwarded.") }
        stanza = try Message(messages[0])
        moment = try forwards[0].first(Delay.elementName, Delay.namespace).map { try Delay(from: $0).stamp }
    }
}
