/// The namespaces of rooms (XEP-0045 §15.1, XEP-0421).
enum RoomNamespace {
    static let entrance = "http://jabber.org/protocol/muc"
    static let user = "http://jabber.org/protocol/muc#user"
    static let owner = "http://jabber.org/protocol/muc#owner"
    static let occupantID = "urn:xmpp:occupant-id:0"
    static let discoInfo = "http://jabber.org/protocol/disco#info"
    static let dataForm = "jabber:x:data"
}
