import GrapnelKit
import Testing

@Suite("XMLElement: building and reading")
struct XMLElementTests {
    private let client = "jabber:client"

    private var message: XMLElement {
        XMLElement("message", client, ["to": "bob@example.org", "id": nil, "xml:lang": "en"]) {
            XMLElement("body", client, text: "Hey")
            XMLElement("active", "http://jabber.org/protocol/chatstates")
            XMLElement("body", client, ["xml:lang": "de"], text: "Hallo")
        }
    }

    @Test("Names and namespaces are what was given")
    func names() {
        #expect(message.name == "message")
        #expect(message.namespace == client)
        #expect(message.isNamed("message", client))
        #expect(!message.isNamed("message", "jabber:server"))
        #expect(!message.isNamed("messag", client))
    }

    @Test("Attributes: nil is left out, xml:lang is found under its name")
    func attributes() {
        #expect(message["to"] == "bob@example.org")
        #expect(message["id"] == nil)
        #expect(message["xml:lang"] == "en")
        #expect(message["lang"] == nil)
        #expect(message.attributes.map(\.name.local) == ["to", "lang"])
    }

    @Test("A later value of an attribute replaces an earlier one")
    func repeatedAttribute() {
        let element = XMLElement("a", "n", ["x": "1", "y": "2", "x": "3"])
        #expect(element.serialized(within: "n") == "<a x='3' y='2'/>")
    }

    @Test("Children are found by name and namespace")
    func children() {
        #expect(message.children.map(\.name) == ["body", "active", "body"])
        #expect(message.first("body")?.text == "Hey")
        #expect(message.first("active") == nil)
        #expect(message.first("active", "http://jabber.org/protocol/chatstates") != nil)
        #expect(message.all("body", client).map(\.text) == ["Hey", "Hallo"])
        #expect(message.children.count == 3)
    }

    @Test("Direct text is concatenated, text of children is not")
    func text() {
        let mixed = XMLElement("p", "n") {
            "one "
            XMLElement("b", "n", text: "bold")
            "two"
            " three"
        }
        #expect(mixed.text == "one two three")
        #expect(mixed.nodes.count == 3)
        #expect(mixed.children.map(\.text) == ["bold"])
    }

    @Test("The builder takes conditions, loops, optionals and arrays")
    func builder() {
        let no: XMLElement? = nil
        let element = XMLElement("list", "n") {
            if no == nil { XMLElement("first", "n") } else { "never" }
            for number in 1...3 { XMLElement("item", "n", text: "\(number)") }
            no
            [XMLElement("last", "n")]
        }
        #expect(
            element.serialized(within: "n")
                == "<list><first/><item>1</item><item>2</item><item>3</item><last/></list>")
    }

    @Test("Setting and removing attributes leaves the original alone")
    func setting() {
        let changed = message.setting("id", to: "m1").setting("to", to: nil).setting("xml:lang", to: "fr")
        #expect(changed["id"] == "m1")
        #expect(changed["to"] == nil)
        #expect(changed["xml:lang"] == "fr")
        #expect(changed.children.count == 3)
        #expect(message["to"] == "bob@example.org")
    }

    @Test("Appending joins text with text and keeps what was there")
    func appending() {
        let element = XMLElement("a", "n", ["k": "v"], text: "x")
            .appending(.text("y"), .element(XMLElement("b", "n")), .text("z"))
        #expect(element.serialized(within: "n") == "<a k='v'>xy<b/>z</a>")
        #expect(Array(element.nodes).first == .text("xy"))
    }

    @Test("A child taken out of its stanza stands alone")
    func detachedChild() throws {
        let body = try #require(message.first("body"))
        let other = XMLElement("wrap", "urn:x") { body }
        #expect(other.serialized() == "<wrap xmlns='urn:x'><body xmlns='jabber:client'>Hey</body></wrap>")
        #expect(body.serialized(within: client) == "<body>Hey</body>")
    }

    @Test("Equality: order of attributes does not count, everything else does")
    func equality() {
        let one = XMLElement("a", "n", ["x": "1", "y": "2"]) { XMLElement("b", "n") }
        let two = XMLElement("a", "n", ["y": "2", "x": "1"]) { XMLElement("b", "n") }
        #expect(one == two)
        #expect(one.hashValue == two.hashValue)
        #expect(one != one.setting("x", to: "2"))
        #expect(one != one.appending(.text(" ")))
        #expect(one != XMLElement("a", "m", ["x": "1", "y": "2"]) { XMLElement("b", "n") })
        #expect(XMLElement("a", "n", text: "\u{E9}") != XMLElement("a", "n", text: "e\u{301}"))
    }

    @Test("More names than a search looks through stay apart")
    func manyNames() {
        let element = XMLElement("list", "n") {
            for number in 0..<100 { XMLElement("e\(number)", "urn:\(number % 7)", ["a\(number)": "\(number)"]) }
        }
        #expect(element.children.map(\.name) == (0..<100).map { "e\($0)" })
        #expect(element.first("e99", "urn:1")?["a99"] == "99")
    }
}
