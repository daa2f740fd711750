internal import GrapnelKit

/// The payload of roster requests, results and pushes (RFC 6121 §2).
struct RosterQuery: Payload {
    static let elementName = "query"
    static let namespace = "jabber:iq:roster"

    /// The most contacts that are read from one result.
    static let itemBound = 10_000

    let version: String?
    let changes: [RosterChange]

    init(version: String? = nil, changes: [RosterChange] = []) {
        self.version = version
        self.changes = changes
    }

    /// Reads a push or a request; strict, since one item is all there may be (RFC 6121 §2.1.6).
    init(from element: XMLElement) throws {
        version = element["ver"]
        changes = try element.all("item", Self.namespace).prefix(2).map(Self.change)
    }

    /// Reads a result; an item that cannot be read, or is beyond the bound, is left out and counted.
    static func result(_ element: XMLElement) -> (items: [RosterItem], skipped: Int) {
        var items: [RosterItem] = []
        var skipped = 0
        for child in element.all("item", namespace) {
            do {
                guard items.count < itemBound else { throw unreadable }
                if case .item(let item) = try change(child) { items.append(item) }
            } catch {
                skipped += 1
            }
        }
        return (items, skipped)
    }

    /// Why contacts are left out.
    static let unreadable = CommandError(
        "their addresses are malformed, or there are more than \(itemBound); remove them with another client.")

    private static func change(_ item: XMLElement) throws -> RosterChange {
        guard let text = item["jid"] else { throw StanzaError(.badRequest, text: "A roster item has a jid.") }
        let jid = try JID(text).bare
        if item["subscription"] == "remove" { return .removal(jid) }
        let groups = Set(item.all("group", namespace).map(\.text)).subtracting([""])
        return .item(
            RosterItem(
                jid: jid,
                name: item["name"].flatMap { $0.isEmpty ? nil : $0 },
                subscription: item["subscription"].flatMap(RosterItem.Subscription.init(rawValue:)) ?? .none,
                isAsking: item["ask"] == "subscribe",
                isApproved: item["approved"] == "true" || item["approved"] == "1",
                groups: groups.sorted()
            ))
    }

    /// As a request: an item without its subscription, which only the server sets (RFC 6121 §2.1.2.5).
    var element: XMLElement {
        XMLElement(Self.elementName, Self.namespace, ["ver": version]) {
            for change in changes {
                switch change {
                case .item(let item):
                    XMLElement("item", Self.namespace, ["jid": item.jid.description, "name": item.name]) {
                        for group in item.groups { XMLElement("group", Self.namespace, text: group) }
                    }
                case .removal(let jid):
                    XMLElement("item", Self.namespace, ["jid": jid.description, "subscription": "remove"])
                }
            }
        }
    }
}
