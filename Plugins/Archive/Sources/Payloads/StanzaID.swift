internal import GrapnelKit

/// The identifiers that archives put into messages (XEP-0359 §3); who sends a message may have put others beside them.
enum StanzaID {
    /// The one identifier that is said to be from an archive; nil for none, and for several, since then at least one is
    /// forged.
    static func of(_ message: XMLElement, by archive: JID) -> String? {
        let found = message.all("stanza-id", ArchiveNamespace.stanzaID).filter { isBy(archive, $0) }
        guard found.count == 1, let id = found[0]["id"], !id.isEmpty, id.utf8.count <= ArchiveResult.longestID else {
            return nil
        }
        return id
    }

    private static func isBy(_ archive: JID, _ element: XMLElement) -> Bool {
        guard let by = element["by"] else { return false }
        // The common case needs no preparation.
        if by == archive.description { return true }
        do {
            return try JID(by) == archive
        } catch {
            return false
        }
    }
}
