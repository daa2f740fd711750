import GrapnelKit

/// Makes streams of stanzas as a busy account sees them, the same for the same seed.
///
/// By count: 35 % OMEMO messages to 3-8 devices, 20 % plain messages, 15 % presence with capabilities and avatar hash,
/// 20 % archive results (half of them OMEMO), 5 % room messages, 5 % published items (device lists and bundles).
struct StanzaCorpus {
    static let client = "jabber:client"
    static let own = "alice@test.local"

    var random: CorpusRandom

    init(seed: UInt64) {
        random = CorpusRandom(seed: seed)
    }

    /// A whole stream, from header to end tag, of at least this many bytes.
    mutating func stream(bytes size: Int) -> [UInt8] {
        var output = Array(
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0' id='corpus' from='test.local'".utf8
        )
        output += Array(" xmlns:stream='http://etherx.jabber.org/streams' xml:lang='en'>".utf8)
        while output.count < size { output += Array(stanza().serialized(within: Self.client).utf8) }
        return output + Array("</stream:stream>".utf8)
    }

    mutating func stanza() -> XMLElement {
        switch random.below(100) {
        case ..<35: omemoMessage()
        case ..<55: plainMessage()
        case ..<70: presence()
        case ..<90: archiveResult()
        case ..<95: roomMessage()
        default: random.chance(50) ? deviceList() : bundle()
        }
    }

    private mutating func message(
        from sender: String,
        _ type: String,
        language: String? = nil,
        _ content: [XMLElement]
    ) -> XMLElement {
        XMLElement(
            "message", Self.client,
            ["xml:lang": language, "type": type, "id": random.uuid(), "from": sender, "to": Self.own]
        ) { content }
    }

    private mutating func omemoMessage() -> XMLElement {
        var content = encrypted()
        content.append(XMLElement("request", "urn:xmpp:receipts"))
        content.append(XMLElement("markable", "urn:xmpp:chat-markers:0"))
        content.append(XMLElement("store", "urn:xmpp:hints"))
        content += ids(by: Self.own)
        return message(from: random.fullJID(), "chat", content)
    }

    private mutating func plainMessage() -> XMLElement {
        var content = [XMLElement("body", Self.client, text: random.sentence())]
        content.append(XMLElement("active", "http://jabber.org/protocol/chatstates"))
        content.append(XMLElement("request", "urn:xmpp:receipts"))
        content += ids(by: Self.own)
        return message(from: random.fullJID(), "chat", language: "en", content)
    }

    private mutating func presence() -> XMLElement {
        let show = random.chance(40) ? random.pick(["away", "xa", "dnd", "chat"]) : nil
        let status = random.chance(30) ? random.sentence() : nil
        let node = random.pick(["https://conversations.im", "https://gajim.org", "https://dino.im"])
        return XMLElement(
            "presence", Self.client,
            ["from": random.fullJID(), "to": Self.own + "/phone", "id": random.uuid()]
        ) {
            if let show { XMLElement("show", Self.client, text: show) }
            if let status { XMLElement("status", Self.client, text: status) }
            XMLElement("priority", Self.client, text: "\(random.below(50))")
            XMLElement(
                "c", "http://jabber.org/protocol/caps",
                ["hash": "sha-1", "node": node, "ver": random.base64(20)])
            XMLElement("x", "vcard-temp:x:update") {
                XMLElement("photo", "vcard-temp:x:update", text: random.hex(20))
            }
            XMLElement("idle", "urn:xmpp:idle:1", ["since": random.timestamp()])
        }
    }

    private mutating func archiveResult() -> XMLElement {
        var content =
            random.chance(50)
            ? encrypted()
            : [XMLElement("body", Self.client, text: random.sentence()), XMLElement("request", "urn:xmpp:receipts")]
        content.append(XMLElement("origin-id", "urn:xmpp:sid:0", ["id": random.uuid()]))
        let inner = message(from: random.fullJID(), "chat", content)
        return XMLElement("message", Self.client, ["to": Self.own + "/phone", "from": Self.own]) {
            XMLElement("result", "urn:xmpp:mam:2", ["queryid": random.hex(4), "id": random.uuid()]) {
                XMLElement("forwarded", "urn:xmpp:forward:0") {
                    XMLElement("delay", "urn:xmpp:delay", ["stamp": random.timestamp()])
                    inner
                }
            }
        }
    }

    private mutating func roomMessage() -> XMLElement {
        let room = "room\(random.below(30))@conference.test.local"
        return message(
            from: room + "/" + random.nick(), "groupchat",
            [
                XMLElement("body", Self.client, text: random.sentence()),
                XMLElement("occupant-id", "urn:xmpp:occupant-id:0", ["id": random.base64(32)]),
                XMLElement("stanza-id", "urn:xmpp:sid:0", ["by": room, "id": random.uuid()]),
            ])
    }
}
