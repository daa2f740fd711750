internal import GrapnelKit

/// What an address says it is and can do, as far as rooms are concerned (XEP-0030 §3, XEP-0045 §6.4).
struct RoomInfo: Payload, Hashable {
    static let elementName = "query"
    static let namespace = RoomNamespace.discoInfo

    /// At most 256 are read.
    var features: Set<String>
    /// The categories of its identities, such as `conference` or `account`; at most 16 are read.
    var categories: Set<String>

    init(features: Set<String> = [], categories: Set<String> = []) {
        self.features = features
        self.categories = categories
    }

    init(from element: XMLElement) {
        self.features = Set(element.all("feature", Self.namespace).prefix(256).compactMap { $0["var"] })
        self.categories = Set(element.all("identity", Self.namespace).prefix(16).compactMap { $0["category"] })
    }

    var element: XMLElement {
        XMLElement(Self.elementName, Self.namespace) {
            for category in categories.sorted() { XMLElement("identity", Self.namespace, ["category": category]) }
            for feature in features.sorted() { XMLElement("feature", Self.namespace, ["var": feature]) }
        }
    }

    /// Whether there are rooms behind this address, or it is one.
    var isConference: Bool { categories.contains("conference") || features.contains(RoomNamespace.entrance) }

    var announcesOccupantIDs: Bool { features.contains(RoomNamespace.occupantID) }
}
