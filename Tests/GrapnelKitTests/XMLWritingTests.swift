import GrapnelKit
import Testing

@Suite("XMLElement: writing")
struct XMLWritingTests {
    @Test(
        "Text and attributes are escaped",
        arguments: [
            ("a < b & c > d", "a &lt; b &amp; c &gt; d", "a &lt; b &amp; c &gt; d"),
            ("]]>", "]]&gt;", "]]&gt;"),
            ("'\"", "'\"", "&apos;&quot;"),
            ("tab\tline\nreturn\r", "tab\tline\nreturn&#13;", "tab&#9;line&#10;return&#13;"),
            ("grüße 你好 😀", "grüße 你好 😀", "grüße 你好 😀"),
            ("\u{0}\u{1B}\u{FFFE}\u{FFFF}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        ])
    func escaping(value: String, text: String, attribute: String) {
        let element = XMLElement("a", "", ["v": value], text: value)
        #expect(element.serialized() == "<a v='\(attribute)'>\(text)</a>")
    }

    @Test("A namespace is declared only where it changes")
    func declarations() {
        let element = XMLElement("iq", "jabber:client") {
            XMLElement("query", "jabber:iq:roster") {
                XMLElement("item", "jabber:iq:roster")
                XMLElement("x", "jabber:client")
                XMLElement("bare", "")
            }
            XMLElement("error", "jabber:client")
        }
        #expect(
            element.serialized(within: "jabber:client")
                == "<iq><query xmlns='jabber:iq:roster'><item/><x xmlns='jabber:client'/><bare xmlns=''/></query><error/></iq>"
        )
        #expect(element.description.hasPrefix("<iq xmlns='jabber:client'><query "))
    }

    @Test("Attributes of other namespaces get a prefix, once per namespace and element")
    func prefixes() {
        let element = XMLElement("a", "n")
            .setting("one", namespace: "urn:a&b", to: "1")
            .setting("two", namespace: "urn:a&b", to: "2")
            .setting("three", namespace: "urn:c", to: "3")
        #expect(
            element.serialized(within: "n")
                == "<a xmlns:ns1='urn:a&amp;b' ns1:one='1' ns1:two='2' xmlns:ns2='urn:c' ns2:three='3'/>")
        #expect(element.attribute("two", namespace: "urn:a&b") == "2")
        #expect(element["two"] == nil)
    }

    @Test("xml:lang keeps its prefix without a declaration")
    func language() {
        #expect(XMLElement("a", "n", ["xml:lang": "en"]).serialized(within: "n") == "<a xml:lang='en'/>")
    }

    @Test("Names cannot break out of their tag, declarations cannot be smuggled in")
    func hostileNames() {
        #expect(XMLElement("a><b", "").serialized() == "<a__b/>")
        #expect(XMLElement("1st", "").serialized() == "<_1st/>")
        #expect(XMLElement("", "").serialized() == "<_/>")
        #expect(XMLElement("a", "", ["x='1' y": "2"]).serialized() == "<a x__1__y='2'/>")
        #expect(XMLElement("a", "", ["xmlns": "urn:evil"]).serialized() == "<a/>")
        #expect(XMLElement("a", "'><evil/>").serialized() == "<a xmlns='&apos;&gt;&lt;evil/&gt;'/>")
    }

    @Test("Depth costs no stack")
    func depth() {
        var element = XMLElement("a", "n")
        for _ in 0..<500 {
            let inner = element
            element = XMLElement("a", "n") { inner }
        }
        #expect(element.serialized(within: "n").utf8.count == 500 * 7 + 4)
        #expect(element == element.setting("x", to: "1").setting("x", to: nil))
    }
}
