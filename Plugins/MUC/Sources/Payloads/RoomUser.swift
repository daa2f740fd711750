internal import GrapnelKit

/// What a room adds to a presence or a message of its own (XEP-0045 §17.2).
///
/// Only the service says such things (§17.3, presence rule 6), so whoever reads this makes sure of the sender first.
struct RoomUser: Payload, Hashable {
    static let elementName = "x"
    static let namespace = RoomNamespace.user

    /// That the room is no more (§10.9).
    struct Destruction: Sendable, Hashable {
        /// The room to go to instead.
        var alternative: JID?
        var reason: String?
    }

    var item: RoomItem?
    /// At most 32 are read.
    var statuses: Set<RoomStatus>
    var destruction: Destruction?

    init(item: RoomItem? = nil, statuses: Set<RoomStatus> = [], destruction: Destruction? = nil) {
        self.item = item
        self.statuses = statuses
        self.destruction = destruction
    }

    init(from element: XMLElement) {
        self.item = element.first("item").map(RoomItem.init(from:))
        self.statuses = Set(
            element.all("status", Self.namespace).prefix(32).compactMap { status in
                status["code"].flatMap { Int($0) }.flatMap {
                    (100...999).contains($0) ? RoomStatus(rawValue: $0) : nil
                }
            })
        self.destruction = element.first("destroy").map { destroy in
            Destruction(
                alternative: destroy.validAddress("jid")?.bare,
                reason: destroy.first("reason").flatMap(\.quotable))
        }
    }

    var element: XMLElement {
        XMLElement(Self.elementName, Self.namespace) {
            if let item { item.element }
            if let destruction {
                XMLElement("destroy", Self.namespace, ["jid": destruction.alternative?.description]) {
                    if let reason = destruction.reason { XMLElement("reason", Self.namespace, text: reason) }
                }
            }
            for status in statuses.sorted(by: { $0.rawValue < $1.rawValue }) {
                XMLElement("status", Self.namespace, ["code": String(status.rawValue)])
            }
        }
    }

    /// What the room says in a stanza; nil where it says nothing.
    ///
    /// A room sends exactly one such element (§7.2.2), so with several one comes from an occupant, and none is
    /// believed.
    static func only(in stanza: some Stanza) -> RoomUser? {
        let all = stanza.element.all(elementName, namespace)
        return all.count == 1 ? RoomUser(from: all[0]) : nil
    }
}
