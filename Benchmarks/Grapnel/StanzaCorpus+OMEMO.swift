import GrapnelKit

extension StanzaCorpus {
    private static let omemo = "eu.siacs.conversations.axolotl"
    private static let event = "http://jabber.org/protocol/pubsub#event"
    private static let pubsub = "http://jabber.org/protocol/pubsub"

    /// An OMEMO payload with its marker and the usual fallback.
    mutating func encrypted() -> [XMLElement] {
        let keys = (0..<random.between(3, 8)).map { _ in
            XMLElement(
                "key", Self.omemo,
                ["rid": "\(random.device())", "prekey": random.chance(5) ? "true" : nil],
                text: random.base64(random.chance(75) ? 66 : 130))
        }
        let payload = XMLElement("encrypted", Self.omemo) {
            XMLElement("header", Self.omemo, ["sid": "\(random.device())"]) {
                keys
                XMLElement("iv", Self.omemo, text: random.base64(12))
            }
            XMLElement("payload", Self.omemo, text: random.base64(random.sentence().utf8.count))
        }
        let fallback = "I sent you an OMEMO encrypted message but your client doesn’t seem to support that."
        return [
            payload,
            XMLElement("encryption", "urn:xmpp:eme:0", ["name": "OMEMO", "namespace": Self.omemo]),
            XMLElement("body", Self.client, text: fallback),
        ]
    }

    mutating func ids(by archive: String) -> [XMLElement] {
        [
            XMLElement("origin-id", "urn:xmpp:sid:0", ["id": random.uuid()]),
            XMLElement("stanza-id", "urn:xmpp:sid:0", ["by": archive, "id": random.uuid()]),
        ]
    }

    mutating func deviceList() -> XMLElement {
        XMLElement(
            "message", Self.client, ["from": random.bareJID(), "to": Self.own + "/phone", "type": "headline"]
        ) {
            XMLElement("event", Self.event) {
                XMLElement("items", Self.event, ["node": Self.omemo + ".devicelist"]) {
                    XMLElement("item", Self.event, ["id": "current"]) {
                        XMLElement("list", Self.omemo) {
                            (0..<random.between(1, 6)).map { _ in
                                XMLElement("device", Self.omemo, ["id": "\(random.device())"])
                            }
                        }
                    }
                }
            }
        }
    }

    mutating func bundle() -> XMLElement {
        XMLElement(
            "iq", Self.client,
            ["type": "result", "to": Self.own + "/phone", "from": random.bareJID(), "id": random.uuid()]
        ) {
            XMLElement("pubsub", Self.pubsub) {
                XMLElement("items", Self.pubsub, ["node": "\(Self.omemo).bundles:\(random.device())"]) {
                    XMLElement("item", Self.pubsub, ["id": "current"]) { bundleContent() }
                }
            }
        }
    }

    private mutating func bundleContent() -> XMLElement {
        XMLElement("bundle", Self.omemo) {
            XMLElement(
                "signedPreKeyPublic", Self.omemo, ["signedPreKeyId": "1"], text: random.base64(33))
            XMLElement("signedPreKeySignature", Self.omemo, text: random.base64(64))
            XMLElement("identityKey", Self.omemo, text: random.base64(33))
            XMLElement("prekeys", Self.omemo) {
                (1...100).map { id in
                    XMLElement("preKeyPublic", Self.omemo, ["preKeyId": "\(id)"], text: random.base64(33))
                }
            }
        }
    }
}
