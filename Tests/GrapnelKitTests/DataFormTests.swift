import GrapnelKit
import Testing

@Suite("Data forms: reading and writing")
struct DataFormTests {
    /// Every kind of field once, as XEP-0004 §3.3 and XEP-0221 write them.
    static let full = """
        <x xmlns='jabber:x:data' type='form'><title>Bot Configuration</title><instructions>Fill out</instructions>\
        <instructions>this form</instructions>\
        <field type='hidden' var='FORM_TYPE'><value>jabber:bot</value></field>\
        <field type='fixed'><value>Section 1: Bot Info</value></field>\
        <field type='text-single' var='name' label='The name of your bot'><desc>Short.</desc><required/>\
        <value>Robbie</value></field>\
        <field type='text-multi' var='about'><value>one</value><value>two</value></field>\
        <field type='boolean' var='public' label='Public bot?'><value>1</value></field>\
        <field type='text-private' var='secret'/>\
        <field type='list-multi' var='features'><value>news</value><value>search</value>\
        <option label='Contests'><value>contests</value></option><option label='News'><value>news</value></option>\
        <option><value>search</value></option></field>\
        <field type='list-single' var='max'><value>20</value><option label='Ten'><value>10</value></option>\
        <option label='Twenty'><value>20</value></option></field>\
        <field type='jid-single' var='owner'><value>bob@example.org</value></field>\
        <field type='jid-multi' var='invite'/>\
        <field type='text-single' var='ocr' label='Enter the text you see'>\
        <media xmlns='urn:xmpp:media-element'><uri type='image/png'>cid:sha1+00@bob.xmpp.org</uri></media></field></x>
        """

    @Test(
        "What is read and written again says the same",
        arguments: [
            full,
            "<x xmlns='jabber:x:data' type='cancel'/>",
            """
            <x xmlns='jabber:x:data' type='result'><title>Found</title>\
            <reported><field type='text-single' var='name' label='Name'/><field type='jid-single' var='jid'/></reported>\
            <item><field type='text-single' var='name'><value>Alice</value></field>\
            <field type='text-single' var='jid'><value>alice@example.org</value></field></item>\
            <item><field type='text-single' var='name'><value>Bob</value></field>\
            <field type='text-single' var='jid'><value>bob@example.org</value></field></item></x>
            """,
        ])
    func roundTrip(text: String) throws {
        let element = try XMLElement(parsing: text)
        let form = try DataForm(from: element)
        #expect(form.element == element)
        #expect(try DataForm(from: form.element) == form)
    }

    @Test("A submission holds names and values, and the hidden type")
    func submission() throws {
        let form = DataForm(
            .submit,
            fields: [
                FormField("FORM_TYPE", .hidden, values: ["jabber:bot"]),
                FormField("about", .textMulti, label: "never sent", values: ["one", "two"]),
            ])
        let expected = """
            <x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>jabber:bot</value></field>\
            <field var='about'><value>one</value><value>two</value></field></x>
            """
        #expect(form.element == (try XMLElement(parsing: expected)))
        #expect(form.formType == "jabber:bot")
    }

    @Test("What XEP-0004 leaves open is taken kindly")
    func kind() throws {
        let form = try read(
            """
            <field var='plain'/><field var='odd' type='text-emoji'/><field type='text-single'/><field/>\
            <field type='fixed'><value>words</value></field>\
            <field var='list' type='list-single'><option label='nothing'/><option><value>x</value></option></field>\
            <field var='on' type='boolean'><value>true</value></field>\
            <field var='perhaps' type='boolean'><value>maybe</value></field>\
            <other xmlns='urn:test'/><field xmlns='urn:test' var='foreign'/>
            """)
        #expect(form.fields.map(\.name) == ["plain", "odd", nil, "list", "on", "perhaps"])
        #expect(form["plain"]?.kind == .textSingle && form["odd"]?.kind == .textSingle)
        #expect(form["list"]?.options.map(\.value) == ["x"])
        #expect(form["on"]?.boolean == true && form["perhaps"]?.boolean == nil)
        #expect(form.questions.count == 5 && form.formType == nil)
    }

    @Test("A form type that is no hidden field of a form is none (XEP-0068 §2.1)")
    func formType() throws {
        #expect(try read("<field var='FORM_TYPE'><value>a</value></field>").formType == nil)
        #expect(try read("<field var='FORM_TYPE'><value>a</value></field>", type: "result").formType == "a")
    }

    @Test(
        "What could mean two things, or is no form, is refused",
        arguments: [
            "<x xmlns='jabber:x:data'/>", "<x xmlns='jabber:x:data' type='fom'/>", "<x xmlns='urn:test' type='form'/>",
            "<query xmlns='jabber:x:data' type='form'/>",
            "<x xmlns='jabber:x:data' type='form'><field var='a'/><field var='a' type='hidden'/></x>",
        ])
    func malformed(text: String) throws {
        let error = #expect(throws: DataFormError.self) { try DataForm(from: try XMLElement(parsing: text)) }
        #expect(error?.condition == .malformed)
    }

    /// A form with more of something than is read, by what it has too much of.
    private static let oversized: [String: String] = [
        "200 fields": (0...200).map { "<field var='v\($0)'/>" }.joined(),
        "500 values": "<field var='a'>" + String(repeating: "<value>x</value>", count: 501) + "</field>",
        "500 choices": "<field var='a' type='list-single'>" + String(repeating: "<option/>", count: 501) + "</field>",
        "65536 octets": "<field var='a'><value>\(String(repeating: "x", count: 65_537))</value></field>",
        "1000 rows": String(repeating: "<item/>", count: 1001),
        "20 paragraphs": String(repeating: "<instructions/>", count: 21),
        "10 pictures": "<field var='a'>"
            + String(repeating: "<media xmlns='urn:xmpp:media-element'/>", count: 11) + "</field>",
    ]

    @Test("A form beyond the bounds is refused with the bound", arguments: oversized.keys.sorted())
    func tooLarge(bound: String) throws {
        let content = try #require(Self.oversized[bound])
        let error = #expect(throws: DataFormError.self) { try read(content) }
        #expect(error?.condition == .tooLarge)
        #expect(error?.description.contains("more than \(bound)") == true)
    }

    @Test("Long words are cut instead")
    func cut() throws {
        let long = String(repeating: "e\u{301}", count: 5000)
        let form = try read("<title>\(long)</title><field var='a' label='\(long)'><desc>\(long)</desc></field>")
        #expect(form.title?.unicodeScalars.count == 2000)
        #expect(form["a"]?.label?.unicodeScalars.count == 2000)
        #expect(form["a"]?.explanation?.unicodeScalars.count == 2000)
    }

    private func read(_ content: String, type: String = "form") throws -> DataForm {
        try DataForm(from: try XMLElement(parsing: "<x xmlns='jabber:x:data' type='\(type)'>\(content)</x>"))
    }
}
