internal import GrapnelKit

/// Accepts the default configuration of a room that was just created, which unlocks it (XEP-0045 §10.1.2).
struct InstantRoom: Payload, Hashable {
    static let elementName = "query"
    static let namespace = RoomNamespace.owner

    init() {}

    init(from element: XMLElement) {}

    var element: XMLElement {
        XMLElement(Self.elementName, Self.namespace) {
            XMLElement("x", RoomNamespace.dataForm, ["type": "submit"])
        }
    }
}
