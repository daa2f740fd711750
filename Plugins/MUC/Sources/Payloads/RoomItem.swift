internal import GrapnelKit

/// What a room says of one occupant (XEP-0045 §17.2, `item`).
struct RoomItem: Sendable, Hashable {
    var affiliation: RoomAffiliation
    var role: RoomRole
    /// The occupant's real address, where the room tells it.
    var jid: JID?
    /// The new nick, in a change of nick.
    var nick: String?
    /// Who did it: a nick, or an address.
    var actor: String?
    /// Why, in the words of whoever did it; at most 500 Unicode scalars.
    var reason: String?

    init(
        affiliation: RoomAffiliation = .none, role: RoomRole = .none, jid: JID? = nil, nick: String? = nil,
        actor: String? = nil, reason: String? = nil
    ) {
        self.affiliation = affiliation
        self.role = role
        self.jid = jid
        self.nick = nick
        self.actor = actor
        self.reason = reason
    }

    /// Reads an item; what it does not say, or says in no known word, is none.
    init(from element: XMLElement) {
        self.affiliation = element["affiliation"].flatMap(RoomAffiliation.init(rawValue:)) ?? .none
        self.role = element["role"].flatMap(RoomRole.init(rawValue:)) ?? .none
        self.jid = element.validAddress("jid")
        self.nick = element["nick"].flatMap { $0.isEmpty || $0.utf8.count > JID.maximumPartLength ? nil : $0 }
        let actor = element.first("actor")
        self.actor = (actor?["nick"] ?? actor?["jid"]).map { $0.shortened(to: 200) }
        self.reason = element.first("reason").flatMap(\.quotable)
    }

    var element: XMLElement {
        XMLElement(
            "item", RoomNamespace.user,
            ["affiliation": affiliation.rawValue, "role": role.rawValue, "jid": jid?.description, "nick": nick]
        ) {
            if let actor { XMLElement("actor", RoomNamespace.user, ["nick": actor]) }
            if let reason { XMLElement("reason", RoomNamespace.user, text: reason) }
        }
    }
}

extension XMLElement {
    /// An attribute as an address; nil where it is missing or malformed, since it only informs.
    func validAddress(_ attribute: String) -> JID? {
        guard let text = self[attribute] else { return nil }
        do {
            return try JID(text)
        } catch {
            return nil
        }
    }

    /// The text as something to quote: its first 500 Unicode scalars; nil where there is none.
    var quotable: String? {
        let text = self.text
        return text.isEmpty ? nil : text.shortened(to: 500)
    }
}
