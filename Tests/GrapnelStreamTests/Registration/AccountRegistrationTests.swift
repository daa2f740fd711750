import GrapnelKit
import Testing

@testable import GrapnelStream

@Suite("Registration: what a server may answer")
struct AccountRegistrationTests {
    private var machine: AccountRegistration
    private let features = StreamFeatures(ServerWords.features())

    init() throws {
        machine = AccountRegistration(try JID("new@example.org"), ids: ("r1", "r2"))
    }

    private static func reply(_ content: String, id: String = "r1", type: String = "result") throws -> XMLElement {
        try XMLElement(
            parsing: "<iq xmlns='jabber:client' type='\(type)' id='\(id)' from='example.org'>\(content)</iq>")
    }

    private static func query(_ content: String) throws -> XMLElement {
        try reply("<query xmlns='jabber:iq:register'>\(content)</query>")
    }

    private static func refusal(_ condition: String, id: String = "r2", text: String = "") throws -> XMLElement {
        let space = "urn:ietf:params:xml:ns:xmpp-stanzas"
        let words = text.isEmpty ? "" : "<text xmlns='\(space)'>\(text)</text>"
        return try reply("<error type='cancel'><\(condition) xmlns='\(space)'/>\(words)</error>", id: id, type: "error")
    }

    @Test("Fields of the old kind are a form, and their answers go back in the old kind")
    mutating func fields() throws {
        let actions1 = machine.handle(.begun(features))
        #expect(
            Self.sent(actions1) == [
                "<iq type='get' to='example.org' id='r1'><query xmlns='jabber:iq:register'/></iq>"
            ])
        let query = try Self.query("<instructions>Choose.</instructions><username/><password/><key>x</key><email/>")
        let form = try #require(Self.asked(machine.handle(.element(query))))
        #expect(form.form.questions.map(\.name) == ["username", "password", "email"])
        #expect(form.form.questions.map(\.kind) == [.textSingle, .textPrivate, .textSingle])
        #expect(form.form.questions.allSatisfy(\.isRequired) && form.form.instructions == ["Choose."])
        let submission = try form.form.submission(["username": ["new"], "password": ["p"], "email": ["e"]])
        let actions2 = machine.handle(.submitted(submission))
        #expect(
            Self.sent(actions2) == [
                "<iq type='set' to='example.org' id='r2'><query xmlns='jabber:iq:register'><username>new</username>"
                    + "<password>p</password><email>e</email></query></iq>"
            ])
        let end = machine.handle(.element(try Self.reply("", id: "r2")))
        guard case .registered? = end.first, case .close? = end.last else { Issue.record("\(end)"); return }
        let rest = machine.handle(.ended)
        #expect(rest.isEmpty)
    }

    @Test("A data form goes before the fields of the old kind, and only its answers go back")
    mutating func dataForm() throws {
        _ = machine.handle(.begun(features))
        let query = try Self.query(
            "<instructions>Use the form.</instructions><username/><password/><x xmlns='jabber:x:data' type='form'>"
                + "<field type='hidden' var='FORM_TYPE'><value>jabber:iq:register</value></field>"
                + "<field type='text-single' var='username'><required/></field>"
                + "<field type='text-single' var='ocr' label='What is 2+2?'><required/></field></x>")
        let form = try #require(Self.asked(machine.handle(.element(query))))
        let submission = try form.form.submission(["username": ["new"], "ocr": ["4"]])
        let actions3 = machine.handle(.submitted(submission))
        #expect(
            Self.sent(actions3) == [
                "<iq type='set' to='example.org' id='r2'><query xmlns='jabber:iq:register'>"
                    + "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                    + "<value>jabber:iq:register</value></field><field var='username'><value>new</value></field>"
                    + "<field var='ocr'><value>4</value></field></x></query></iq>"
            ])
    }

    @Test(
        "Before anything is filled in",
        arguments: [
            ("service-unavailable", "example.org makes no accounts this way"),
            ("not-allowed", "example.org makes no accounts this way"),
            ("resource-constraint", "example.org makes no more accounts for you right now"),
        ])
    mutating func notOffered(condition: String, sentence: String) throws {
        _ = machine.handle(.begun(features))
        let failure = Self.failure(machine.handle(.element(try Self.refusal(condition, id: "r1"))))
        #expect(failure?.description.hasPrefix(sentence) == true)
    }

    @Test(
        "A refusal says what to do",
        arguments: [
            ("conflict", "", "The name new is taken at example.org; choose another one."),
            ("not-acceptable", "The CAPTCHA is wrong”", "The server says: “The CAPTCHA is wrong\"”"),
            ("not-allowed", "", "example.org does not let you make an account"),
            ("resource-constraint", "", "wait an hour and register again."),
            ("jid-malformed", "", "example.org does not take the name new"),
            ("internal-server-error", "", "example.org made no account (internal-server-error)"),
        ])
    mutating func refused(condition: String, text: String, sentence: String) throws {
        try reachSubmission()
        let actions = machine.handle(.element(try Self.refusal(condition, text: text)))
        #expect(Self.failure(actions)?.description.contains(sentence) == true)
        guard case .close? = actions.first else { Issue.record("\(actions)"); return }
    }

    @Test("A server that sends people to the web is cited with the address")
    mutating func elsewhere() throws {
        _ = machine.handle(.begun(features))
        let query = try Self.query(
            "<instructions>Visit us</instructions><x xmlns='jabber:x:oob'><url>https://example.org/join</url></x>")
        let failure = Self.failure(machine.handle(.element(query)))
        #expect(
            failure?.description.hasPrefix("example.org makes accounts on the web: https://example.org/join") == true)
        #expect(failure?.description.contains("“Visit us”") == true)
    }

    @Test(
        "What belongs to no registration ends it",
        arguments: [
            "<message xmlns='jabber:client' from='example.org'><body>hi</body></message>",
            "<iq xmlns='jabber:client' type='result' id='other' from='example.org'/>",
            "<iq xmlns='jabber:client' type='result' id='r1' from='mallory@example.org'/>",
            "<iq xmlns='jabber:client' type='set' id='r1' from='example.org'/>",
            "<iq xmlns='jabber:client' type='result' id='r1'/>",
            "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
            "<iq xmlns='jabber:client' type='result' id='r1'><query xmlns='jabber:iq:register'>"
                + "<x xmlns='jabber:x:data' type='form'><field var='a'/><field var='a'/></x></query></iq>",
            "<iq xmlns='jabber:client' type='result' id='r1'><query xmlns='jabber:iq:register'/></iq>",
        ])
    mutating func outOfTurn(text: String) throws {
        _ = machine.handle(.begun(features))
        let actions = machine.handle(.element(try XMLElement(parsing: text)))
        #expect(Self.failure(actions) != nil && Self.asked(actions) == nil)
        let rest = machine.handle(.element(try Self.reply("", id: "r1")))
        #expect(rest.isEmpty)
    }

    @Test("A stream that ends early is an end, and whoever gives up closes it without a word of blame")
    mutating func ended() throws {
        var other = machine
        _ = machine.handle(.begun(features))
        let end = machine.handle(.ended)
        #expect(Self.failure(end)?.condition == .ended)
        _ = other.handle(.begun(features))
        _ = other.handle(.element(try Self.query("<username/>")))
        let actions = other.handle(.givenUp)
        guard actions.count == 1, case .close? = actions.first else { Issue.record("\(actions)"); return }
    }

    private mutating func reachSubmission() throws {
        _ = machine.handle(.begun(features))
        _ = machine.handle(.element(try Self.query("<username/>")))
        _ = machine.handle(.submitted(DataForm(.submit, fields: [FormField("username", values: ["new"])])))
    }

    private static func sent(_ actions: [AccountRegistration.Action]) -> [String] {
        actions.compactMap { action in
            if case .send(let element) = action { element.serialized(within: "jabber:client") } else { nil }
        }
    }

    private static func asked(_ actions: [AccountRegistration.Action]) -> RegistrationForm? {
        for case .ask(let form) in actions { return form }
        return nil
    }

    private static func failure(_ actions: [AccountRegistration.Action]) -> RegistrationFailure? {
        for case .fail(let failure) in actions { return failure }
        return nil
    }
}

@Suite("Bits of binary")
struct BitsOfBinaryTests {

    private func read(cid: String, text: String, type: String = "image/png") throws -> BitsOfBinary? {
        BitsOfBinary(
            try XMLElement(parsing: "<data xmlns='urn:xmpp:bob' cid='\(cid)' type='\(type)'>\(text)</data>"))
    }

    @Test("Data whose name is its hash is read, whatever the line breaks")
    func good() throws {
        let octets = Array("PNG!".utf8)
        let hash = try SCRAMHash.sha1.hash(octets).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let data = try read(cid: "sha1+\(hash)@bob.xmpp.org", text: "\n UE5H\n IQ==\n")
        #expect(data?.octets == octets && data?.fileExtension == "png")
    }

    @Test(
        "Anything else is no data",
        arguments: [
            ("sha1+0000000000000000000000000000000000000000@bob.xmpp.org", "UE5HIQ=="),
            ("md5+00@bob.xmpp.org", "UE5HIQ=="),
            ("nonsense", "UE5HIQ=="), ("@+", "UE5HIQ=="), ("sha1+da39a3ee5e6b4b0d3255bfef95601890afd80709@x", ""),
            ("sha1+00@bob.xmpp.org", "not base64!"),
        ])
    func bad(cid: String, text: String) throws {
        #expect(try read(cid: cid, text: text) == nil)
    }

    @Test("A type that is no picture or sound has no ending", arguments: ["text/html", "../../x", "", "image/svg+xml"])
    func types(type: String) throws {
        let hash = try SCRAMHash.sha1.hash(Array("PNG!".utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        let data = try read(cid: "sha1+\(hash.joined())@bob.xmpp.org", text: "UE5HIQ==", type: type)
        #expect(data != nil && data?.fileExtension == nil)
    }
}
