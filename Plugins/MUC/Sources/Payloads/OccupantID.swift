internal import GrapnelKit

/// XEP-0421: what stays the same about an occupant when they change their nick or come back.
struct OccupantID: Payload, Hashable {
    static let elementName = "occupant-id"
    static let namespace = RoomNamespace.occupantID

    /// The most characters that an identifier has (§4.1).
    static let maximumLength = 128

    let value: String

    init(from element: XMLElement) throws {
        guard let id = element["id"], !id.isEmpty, id.unicodeScalars.count <= Self.maximumLength else {
            throw StanzaError(.badRequest, text: "An occupant-id has an id of 1 to 128 characters.")
        }
        self.value = id
    }

    init(value: String) {
        self.value = value
    }

    var element: XMLElement { XMLElement(Self.elementName, Self.namespace, ["id": value]) }

    /// The identifier that a room put on a stanza; the caller knows that the room announces the feature (§3.1).
    ///
    /// There is at most one (§3.3), so with several none is believed.
    static func only(in stanza: some Stanza) -> OccupantID? {
        guard stanza.element.all(elementName, namespace).count == 1 else { return nil }
        return stanza[OccupantID.self]
    }
}
