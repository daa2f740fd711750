import GrapnelKit
import Testing

@testable import MUC

@Suite struct PayloadTests {
    @Test(arguments: [
        (RoomEntrance(), "<x xmlns='http://jabber.org/protocol/muc'/>"),
        (
            RoomEntrance(history: .init(count: 50, since: nil)),
            "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='50'/></x>"
        ),
        (
            RoomEntrance(password: "a<b", history: .init(count: 0, since: Timestamp(milliseconds: 0))),
            """
            <x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0' since='1970-01-01T00:00:00Z'/>\
            <password>a&lt;b</password></x>
            """
        ),
    ])
    func entranceIsWrittenAndRead(entrance: RoomEntrance, xml: String) throws {
        let element = try XMLElement(parsing: xml)
        #expect(entrance.element == element)
        #expect(RoomEntrance(from: element) == entrance)
    }

    @Test(arguments: [
        (
            "<item affiliation='owner' role='moderator' jid='bob@example.org/x' nick='Bobby'/>",
            RoomItem(affiliation: .owner, role: .moderator, jid: try JID("bob@example.org/x"), nick: "Bobby")
        ),
        (
            "<item affiliation='none' role='none'><actor nick='Eve'/><reason>Why not</reason></item>",
            RoomItem(actor: "Eve", reason: "Why not")
        ),
        ("<item><actor jid='eve@example.org'/></item>", RoomItem(actor: "eve@example.org")),
        ("<item affiliation='king' role='' jid='@@' nick=''/>", RoomItem()),
        ("<item><reason/></item>", RoomItem()),
        ("<item><reason xmlns='urn:other'>no</reason></item>", RoomItem()),
    ])
    func itemIsRead(xml: String, item: RoomItem) throws {
        let element = try XMLElement(parsing: "<x xmlns='http://jabber.org/protocol/muc#user'>\(xml)</x>")
        #expect(RoomUser(from: element).item == item)
    }

    @Test(arguments: [
        ("<status code='110'/><status code='201'/>", [110, 201]),
        ("<status code='110'/><status code='110'/>", [110]),
        ("<status/><status code='abc'/><status code='99'/><status code='1000'/><status code='-110'/>", []),
        ("<status code='99999999999999999999999'/>", []),
        ("<status xmlns='urn:other' code='110'/>", []),
    ])
    func statusesAreRead(xml: String, codes: [Int]) throws {
        let element = try XMLElement(parsing: "<x xmlns='http://jabber.org/protocol/muc#user'>\(xml)</x>")
        #expect(RoomUser(from: element).statuses.map(\.rawValue).sorted() == codes)
    }

    @Test func statusesAreBounded() throws {
        let many = (100..<1000).map { "<status code='\($0)'/>" }.joined()
        let element = try XMLElement(parsing: "<x xmlns='http://jabber.org/protocol/muc#user'>\(many)</x>")
        #expect(RoomUser(from: element).statuses.count == 32)
    }

    @Test func reasonsAreBounded() throws {
        let long = String(repeating: "x", count: 10_000)
        let element = try XMLElement(
            parsing: "<x xmlns='http://jabber.org/protocol/muc#user'><item><reason>\(long)</reason></item></x>")
        #expect(RoomUser(from: element).item?.reason?.count == 500)
    }

    @Test(arguments: [
        ("<destroy/>", RoomUser.Destruction()),
        ("<destroy jid='new@muc.example.org/x'/>", RoomUser.Destruction(alternative: try JID("new@muc.example.org"))),
        ("<destroy jid='@'><reason>Moved</reason></destroy>", RoomUser.Destruction(reason: "Moved")),
    ])
    func destructionIsRead(xml: String, destruction: RoomUser.Destruction) throws {
        let element = try XMLElement(parsing: "<x xmlns='http://jabber.org/protocol/muc#user'>\(xml)</x>")
        #expect(RoomUser(from: element).destruction == destruction)
    }

    @Test func whatARoomSaysIsWrittenAsItIsRead() throws {
        let news = RoomUser(
            item: RoomItem(affiliation: .admin, role: .visitor, nick: "N", actor: "A", reason: "R"),
            statuses: [.kicked, .ownPresence],
            destruction: .init(alternative: try JID("b@c"), reason: "gone"))
        #expect(RoomUser(from: news.element) == news)
    }

    @Test func twoOfWhatARoomSendsOnceAreNotBelieved() throws {
        let one = "<x xmlns='http://jabber.org/protocol/muc#user'><status code='110'/></x>"
        let presence = { (content: String) in
            try Presence(XMLElement(parsing: "<presence xmlns='jabber:client' from='r@s/n'>\(content)</presence>"))
        }
        #expect(RoomUser.only(in: try presence(one))?.statuses == [.ownPresence])
        #expect(RoomUser.only(in: try presence(one + one)) == nil)
        #expect(RoomUser.only(in: try presence("")) == nil)
        let id = "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='a'/>"
        #expect(OccupantID.only(in: try presence(id))?.value == "a")
        #expect(OccupantID.only(in: try presence(id + id)) == nil)
        #expect(OccupantID.only(in: try presence("<occupant-id xmlns='urn:xmpp:occupant-id:0'/>")) == nil)
        let long = String(repeating: "x", count: 129)
        #expect(OccupantID.only(in: try presence("<occupant-id xmlns='urn:xmpp:occupant-id:0' id='\(long)'/>")) == nil)
    }

    @Test func anInstantRoomIsAskedForAsSpecified() throws {
        let expected = """
            <query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>
            """
        #expect(InstantRoom().element == (try XMLElement(parsing: expected)))
    }

    @Test(arguments: [
        ("<identity category='conference' type='text'/>", true),
        ("<feature var='http://jabber.org/protocol/muc'/>", true),
        ("<identity category='account' type='registered'/><feature var='urn:xmpp:ping'/>", false),
        ("<feature/>", false),
    ])
    func aRoomIsToldFromOthers(xml: String, isConference: Bool) throws {
        let element = try XMLElement(parsing: "<query xmlns='http://jabber.org/protocol/disco#info'>\(xml)</query>")
        #expect(RoomInfo(from: element).isConference == isConference)
    }

    @Test(arguments: [
        ("<subject>S</subject>", "S"), ("<subject/>", ""), ("<subject>S</subject><body>B</body>", nil),
        ("<subject>S</subject><thread>T</thread>", nil), ("<subject xmlns='urn:other'>S</subject>", nil), ("", nil),
    ])
    func onlyASubjectAloneChangesTheSubject(content: String, subject: String?) throws {
        let xml = "<message xmlns='jabber:client' type='groupchat' from='r@s/n'>\(content)</message>"
        #expect(SubjectChange.only(in: try Message(XMLElement(parsing: xml)))?.text == subject)
    }
}
