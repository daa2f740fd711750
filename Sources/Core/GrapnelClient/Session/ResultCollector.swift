internal import GrapnelKit

/// The messages that belong to open requests of one session (XEP-0313 §8.2): of whom was asked, with the value that the
/// request chose, and no more than it wants.
struct ResultCollector: Sendable {
    private struct Entry {
        let companions: Companions
        let sender: JID
        /// Whether it is the account itself, whose stanzas need not name it (RFC 6120 §8.1.2.1).
        let isAccount: Bool
        var messages: [XMLElement] = []
        var isOverfull = false
    }

    private var entries: [String: Entry] = [:]

    /// Begins to collect.
    ///
    /// - Parameter sender: who is asked; nil for the account.
    /// - Returns: false where another request collects by the same value.
    mutating func open(_ companions: Companions, from sender: JID?, of account: JID) -> Bool {
        guard entries[companions.value] == nil else { return false }
        entries[companions.value] = Entry(
            companions: companions, sender: sender ?? account, isAccount: (sender ?? account) == account)
        return true
    }

    /// Ends collecting.
    mutating func close(_ companions: Companions) {
        entries[companions.value] = nil
    }

    /// What was collected; nil where there was more than wanted.
    func messages(of companions: Companions) -> [XMLElement]? {
        guard let entry = entries[companions.value], !entry.isOverfull else { return nil }
        return entry.messages
    }

    /// Takes a message that belongs to an open request; answers false for any other stanza.
    mutating func take(_ element: XMLElement) -> Bool {
        guard !entries.isEmpty, element.isNamed("message", clientNamespace) else { return false }
        for (value, entry) in entries {
            let wanted = entry.companions
            guard let child = element.first(wanted.name, wanted.namespace), child[wanted.attribute] == value,
                Self.isFrom(entry, element)
            else { continue }
            // Whoever sends without end shall not fill memory.
            if !entry.isOverfull, entry.messages.count < wanted.limit {
                entries[value]?.messages.append(element)
            } else {
                entries[value]?.isOverfull = true
                entries[value]?.messages = []
            }
            return true
        }
        return false
    }

    private static func isFrom(_ entry: Entry, _ element: XMLElement) -> Bool {
        guard let from = element["from"] else { return entry.isAccount }
        // The common case needs no preparation.
        if from == entry.sender.description { return true }
        do {
            return try JID(from) == entry.sender
        } catch {
            return false
        }
    }
}
