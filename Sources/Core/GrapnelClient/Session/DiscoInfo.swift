internal import GrapnelKit

/// XEP-0030 §3: what an entity is and supports; this client's own answer comes from what is registered.
struct DiscoInfo: Payload {
    static let elementName = "query"
    static let namespace = "http://jabber.org/protocol/disco#info"

    let node: String?
    let features: [String]

    init(node: String? = nil, features: [String] = []) {
        self.node = node
        self.features = features
    }

    init(from element: XMLElement) throws {
        node = element["node"]
        features = element.all("feature", Self.namespace).compactMap { $0["var"] }
    }

    /// As an answer: a console client with its features; as a question, without features, only the query.
    var element: XMLElement {
        XMLElement(Self.elementName, Self.namespace, ["node": node]) {
            if !features.isEmpty {
                XMLElement("identity", Self.namespace, ["category": "client", "type": "console", "name": "Grapnel"])
            }
            for feature in features { XMLElement("feature", Self.namespace, ["var": feature]) }
        }
    }
}
