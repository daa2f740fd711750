internal import GrapnelKit

/// One message of an archive (XEP-0313 §4.2).
struct ArchiveResult {
    /// The identifier in the archive.
    let id: String
    let stanza: Message
    /// When the archive got it; nil where it does not say.
    let moment: Timestamp?

    /// The longest identifier that is believed to be one, in octets.
    static let longestID = 1000

    /// Reads a message that carries a result.
    ///
    /// - Throws: ``StanzaError`` for a result without identifier or without exactly one message.
    init(from message: XMLElement) throws {
        guard let result = message.first("result", ArchiveNamespace.archive),
            let id = result["id"], !id.isEmpty, id.utf8.count <= Self.longestID
        else { throw StanzaError(.badRequest, text: "A result of an archive has an id.") }
        let forwarded = try Forwarded(in: result)
        self.id = id
        self.stanza = forwarded.stanza
        self.moment = forwarded.moment
    }
}
