internal import GrapnelKit

/// A copy of a message that another device sent or received (XEP-0280 §6).
struct MessageCopy {
    /// Whether the account sent it.
    let isSent: Bool
    let stanza: Message

    /// Whether a message carries a copy, or pretends to.
    static func isIn(_ message: XMLElement) -> Bool { !wrappers(of: message).isEmpty }

    /// Unwraps the copy, once: a copy inside a copy stays what it is, the content of a message.
    ///
    /// - Throws: ``StanzaError`` for more than one copy, and for one that cannot be (XEP-0280 §6, §11): of a room, of
    ///   what asked not to be copied, of an error, sent by somebody else.
    init(from message: XMLElement, account: JID) throws {
        let wrappers = Self.wrappers(of: message)
        guard wrappers.count == 1 else { throw StanzaError(.badRequest, text: "A message carries one copy.") }
        isSent = wrappers[0].name == "sent"
        stanza = try Forwarded(in: wrappers[0]).stanza
        guard stanza.kind != .groupchat, stanza.kind != .error else {
            throw StanzaError(.notAcceptable, text: "A message of type \(stanza.kind.rawValue) is not copied.")
        }
        guard stanza.element.first("private", ArchiveNamespace.carbons) == nil else {
            throw StanzaError(.notAcceptable, text: "The message asked not to be copied.")
        }
        if isSent, stanza.from?.bare != account {
            throw StanzaError(.notAcceptable, text: "Somebody else sent what is said to be sent by the account.")
        }
    }

    private static func wrappers(of message: XMLElement) -> [XMLElement] {
        message.all("received", ArchiveNamespace.carbons) + message.all("sent", ArchiveNamespace.carbons)
    }

    /// The request to get copies from now on (XEP-0280 §4).
    struct Enabling: Payload {
        static let elementName = "enable"
        static let namespace = ArchiveNamespace.carbons

        init() {}
        init(from element: XMLElement) {}

        var element: XMLElement { XMLElement(Self.elementName, Self.namespace) }
    }
}
