/// The namespaces that this plugin reads and writes.
enum ArchiveNamespace {
    static let archive = "urn:xmpp:mam:2"
    static let carbons = "urn:xmpp:carbons:2"
    static let form = "jabber:x:data"
    static let forward = "urn:xmpp:forward:0"
    static let info = "http://jabber.org/protocol/disco#info"
    static let pages = "http://jabber.org/protocol/rsm"
    static let stanzaID = "urn:xmpp:sid:0"
}
