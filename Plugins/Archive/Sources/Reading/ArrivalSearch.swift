internal import GrapnelKit

/// Messages of ours that are looked for in an archive: by addressee and the identifier that we gave them.
struct ArrivalSearch: Sendable {
    private struct Key: Hashable {
        let peer: JID
        let id: String
    }

    private var sought: [Key: Int64] = [:]
    /// The numbers of those that were found.
    private(set) var arrived: Set<Int64> = []

    init(_ entries: [JournalEntry]) {
        for entry in entries {
            if let id = entry.stanzaID { sought[Key(peer: entry.conversation.peer.bare, id: id)] = entry.number }
        }
    }

    var isOver: Bool { sought.isEmpty }

    /// The one that all of them went to; nil for several.
    var onlyPeer: JID? {
        let peers = Set(sought.keys.map(\.peer))
        return peers.count == 1 ? peers.first : nil
    }

    mutating func look(through messages: [Message], of account: JID) {
        for message in messages {
            guard message.from?.bare ?? account == account, let to = message.to else { continue }
            // A server may have given a message another identifier; ours is in the origin-id then, and the archive is ours.
            let origin = message.element.first("origin-id", ArchiveNamespace.stanzaID)?["id"]
            for id in [message.id, origin] {
                if let id, let number = sought.removeValue(forKey: Key(peer: to.bare, id: id)) {
                    arrived.insert(number)
                }
            }
        }
    }
}
