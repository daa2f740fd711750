import GrapnelKit

@testable import GrapnelStream

/// What a server with the extensible profile says.
extension ServerWords {
    static let carbons = "urn:xmpp:carbons:2"

    /// Features that offer SASL2, as Prosody 13 writes them.
    static func extensible(
        _ names: [String], types: [String]? = ["tls-exporter"], bind: [String]? = ["urn:xmpp:sm:3", carbons],
        resumes: Bool = true, tokens: [String] = []
    ) -> XMLElement {
        features {
            XMLElement("authentication", StreamNamespace.sasl2) {
                names.map { XMLElement("mechanism", StreamNamespace.sasl2, text: $0) }
                XMLElement("inline", StreamNamespace.sasl2) {
                    if resumes { XMLElement("sm", "urn:xmpp:sm:3") }
                    if let bind {
                        XMLElement("bind", "urn:xmpp:bind:0") {
                            XMLElement("inline", "urn:xmpp:bind:0") {
                                bind.map { XMLElement("feature", "urn:xmpp:bind:0", ["var": $0]) }
                            }
                        }
                    }
                    if !tokens.isEmpty {
                        XMLElement("fast", "urn:xmpp:fast:0") {
                            tokens.map { XMLElement("mechanism", "urn:xmpp:fast:0", text: $0) }
                        }
                    }
                }
            }
            if let types {
                XMLElement("sasl-channel-binding", StreamNamespace.channelBinding) {
                    types.map { XMLElement("channel-binding", StreamNamespace.channelBinding, ["type": $0]) }
                }
            }
        }
    }

    static func challenge2(_ text: String) -> XMLElement {
        XMLElement("challenge", StreamNamespace.sasl2, text: Base64.encode(text.utf8))
    }

    /// A `<success/>` with what the mechanism and the session bring.
    static func success2(
        _ data: [UInt8]?, as address: String = "user@example.org", @XMLContent _ more: () -> [XMLNode] = { [] }
    ) -> XMLElement {
        XMLElement("success", StreamNamespace.sasl2) {
            if let data { XMLElement("additional-data", StreamNamespace.sasl2, text: Base64.encode(data)) }
            XMLElement("authorization-identifier", StreamNamespace.sasl2, text: address)
            more()
        }
    }

    static func bound2(@XMLContent _ content: () -> [XMLNode] = { [] }) -> XMLElement {
        XMLElement("bound", "urn:xmpp:bind:0", content: content)
    }

    static func failure2(_ condition: String) -> XMLElement {
        XMLElement("failure", StreamNamespace.sasl2) { XMLElement(condition, StreamNamespace.sasl) }
    }

    static func token(_ secret: String?, expiry: String? = "2030-01-01T00:00:00Z") -> XMLElement {
        XMLElement("token", "urn:xmpp:fast:0", ["token": secret, "expiry": expiry])
    }
}
