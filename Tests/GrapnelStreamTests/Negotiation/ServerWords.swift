import GrapnelKit

@testable import GrapnelStream

/// What a server says during a negotiation.
enum ServerWords {
    static func header(
        from: String? = "example.org",
        version: String? = "1.0",
        name: String = "stream",
        namespace: String = StreamNamespace.streams
    ) -> XMLElement {
        XMLElement(name, namespace, ["from": from, "id": "s1", "version": version])
    }

    static func features(@XMLContent _ content: () -> [XMLNode] = { [] }) -> XMLElement {
        XMLElement("features", StreamNamespace.streams, content: content)
    }

    static let startTLS = features {
        XMLElement("starttls", StreamNamespace.tls) { XMLElement("required", StreamNamespace.tls) }
    }

    static func mechanisms(_ names: [String], types: [String]? = nil) -> XMLElement {
        features {
            XMLElement("mechanisms", StreamNamespace.sasl) {
                names.map { XMLElement("mechanism", StreamNamespace.sasl, text: $0) }
            }
            if let types {
                XMLElement("sasl-channel-binding", StreamNamespace.channelBinding) {
                    types.map { XMLElement("channel-binding", StreamNamespace.channelBinding, ["type": $0]) }
                }
            }
        }
    }

    static let session = features {
        XMLElement("bind", StreamNamespace.bind)
        XMLElement("ver", "urn:xmpp:features:rosterver")
        XMLElement("sm", "urn:xmpp:sm:3")
    }

    static let proceed = XMLElement("proceed", StreamNamespace.tls)

    static func challenge(_ text: String) -> XMLElement {
        XMLElement("challenge", StreamNamespace.sasl, text: Base64.encode(text.utf8))
    }

    static func success(_ text: String?) -> XMLElement {
        XMLElement("success", StreamNamespace.sasl, text: text.map { Base64.encode($0.utf8) } ?? "")
    }

    static func bound(_ jid: String, id: String = "bind1", type: String = "result") -> XMLElement {
        XMLElement("iq", StreamNamespace.client, ["type": type, "id": id]) {
            XMLElement("bind", StreamNamespace.bind) { XMLElement("jid", StreamNamespace.bind, text: jid) }
        }
    }

    /// `<enabled/>`, `<resumed/>` and `<failed/>`.
    static func management(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:]) -> XMLElement {
        XMLElement(name, "urn:xmpp:sm:3", attributes)
    }

    static let message = XMLElement("message", StreamNamespace.client, ["from": "bob@example.org", "type": "chat"]) {
        XMLElement("body", StreamNamespace.client, text: "before auth")
    }
}
