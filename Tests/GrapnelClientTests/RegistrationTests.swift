import Foundation
import GrapnelKit
import GrapnelStore
import GrapnelStream
import TestSupport
import Testing

@Suite("Registration on a scripted stream")
struct RegistrationTests {
    private static let feature = "<register xmlns='http://jabber.org/features/iq-register'/>"

    private static let picture = Data("not really a picture".utf8)

    /// A form with a question of each kind that CAPTCHAs come in (XEP-0158 §3).
    private static func captcha(_ data: String) -> String {
        """
        <query xmlns='jabber:iq:register'><instructions>Use the form.</instructions>\
        <x xmlns='jabber:x:data' type='form'><title>Creating a new account</title>\
        <field type='hidden' var='FORM_TYPE'><value>urn:xmpp:captcha</value></field>\
        <field type='hidden' var='challenge'><value>F3A6292C</value></field>\
        <field type='text-single' var='username' label='User'><required/></field>\
        <field type='text-private' var='password' label='Password'><required/></field>\
        <field type='text-single' var='qa' label='The colour of a stop light?'><required/></field>\
        <field type='text-single' var='ocr' label='Enter the text you see'><required/>\
        <media xmlns='urn:xmpp:media-element'>\
        <uri type='image/png'>cid:sha1+deaabdb02c825d2f83ea1848151174e6a473265e@bob.xmpp.org</uri>\
        <uri type='image/png'>https://example.org/captcha.png</uri></media></field></x>\(data)</query>
        """
    }

    @Test("A new account is made, added and online, with the password asked for twice and kept as keys only")
    func register() async throws {
        let client = try await ScriptedClient()
        client.type("/account register new@example.org --direct-tls")
        let server = try await client.accept()
        try await server.open(features: Self.feature)
        let get = try await server.next()
        #expect(get["type"] == "get" && get["to"] == "example.org")
        let fields = "<query xmlns='jabber:iq:register'><username/><password/></query>"
        await server.send("<iq type='result' id='\(get["id"] ?? "")'>\(fields)</iq>")
        let set = try await server.next()
        let query = try #require(set.first("query", "jabber:iq:register"))
        #expect(query.children.map { "\($0.name)=\($0.text)" } == ["username=new", "password=secret"])
        await server.send("<iq type='result' id='\(set["id"] ?? "")'/>")
        try await server.end()
        let session = try await client.accept()
        try await client.welcome("new@example.org", on: session)
        try await client.shows("new@example.org online as new@example.org/core")
        try await client.shows("example.org has made the account new@example.org; it is in this profile now.")
        let record = try #require(try await client.profile.account(try JID("new@example.org")))
        #expect(record.scramKeys != nil && record.security == .direct)
        try await Self.leave("new@example.org", client, session)
        try await client.finish()
    }

    @Test("A CAPTCHA in words or as a picture in a file of its own is asked for, and the file goes with the question")
    func captcha() async throws {
        let client = try await ScriptedClient()
        client.front.reply("red", "7nHL3")
        client.type("/account register new@example.org --direct-tls")
        let server = try await client.accept()
        try await server.open(features: Self.feature)
        let get = try await server.next()
        await server.send("<iq type='result' id='\(get["id"] ?? "")'>\(Self.captcha(""))</iq>")
        try await client.shows("asked The colour of a stop light:")
        try await client.shows("What “Enter the text you see” is about is at https://example.org/captcha.png")
        let set = try await server.next()
        let form = try DataForm(
            from: try #require(set.first("query", "jabber:iq:register")?.first("x", "jabber:x:data")))
        #expect(
            form.fields.map { "\($0.name ?? "")=\($0.values.joined())" } == [
                "FORM_TYPE=urn:xmpp:captcha", "challenge=F3A6292C", "username=new", "password=secret", "qa=red",
                "ocr=7nHL3",
            ])
        let error = "<error type='modify'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
        await server.send("<iq type='error' id='\(set["id"] ?? "")'>\(error)</iq>")
        try await client.shows("error: example.org does not accept these answers; check them, the CAPTCHA too")
        #expect(try await client.profile.accounts().count == 1)
        try await client.finish()
    }

    @Test("A picture that comes along is in a file that only its owner can read, while it is asked about")
    func picture() async throws {
        let client = try await ScriptedClient()
        let data = try Self.bits(Self.picture)
        client.type("/account register new@example.org --direct-tls qa=red")
        let server = try await client.accept()
        try await server.open(features: Self.feature)
        let get = try await server.next()
        let form = Self.captcha(data.element)
            .replacing(/cid:[^<]*/, with: "cid:\(data.id)")
        let path = client.profile.directory.cache
        let seen = Task {
            let line = try await client.front.wait(for: "is about is in ")
            let file = try #require(line.split(separator: " ").first { $0.hasPrefix("/") }).dropLast()
            return String(file)
        }
        await server.send("<iq type='result' id='\(get["id"] ?? "")'>\(form)</iq>")
        let file = try await within("the file") { try await seen.value }
        #expect(file.hasPrefix("\(path)/captcha-") && file.hasSuffix(".png"))
        // Nobody answers, so what is missing is named, nothing is sent, and the picture is gone.
        try await client.shows("error: The form needs ocr; write it behind the command, as in: ocr=…")
        #expect(!FileManager.default.fileExists(atPath: file))
        try await server.end()
        try await client.finish()
    }

    @Test(
        "Nothing is begun for an account that cannot be",
        arguments: [
            ("/account register alice@example.org", "alice@example.org is in this profile already"),
            ("/account register example.org", "is not the address of an account; write the one you want"),
            ("/account register new@example.org --port x", "“x” is no port"),
        ])
    func refused(line: String, sentence: String) async throws {
        let client = try await ScriptedClient()
        client.type(line)
        let shown = try await client.front.wait(for: "error:")
        #expect(shown.contains(sentence))
        try await client.finish()
    }

    @Test("Another name than that of the address is refused before anything is sent")
    func otherName() async throws {
        let client = try await ScriptedClient()
        client.type("/account register new@example.org --direct-tls username=other password=x")
        let server = try await client.accept()
        try await server.open(features: Self.feature)
        let get = try await server.next()
        let fields = "<query xmlns='jabber:iq:register'><username/><password/></query>"
        await server.send("<iq type='result' id='\(get["id"] ?? "")'>\(fields)</iq>")
        try await client.shows("error: The name stands in the address already")
        try await server.end()
        try await client.finish()
    }

    @Test("A password is changed on the server, and a second login makes the new keys")
    func password() async throws {
        let client = try await ScriptedClient()
        let account = try JID("alice@example.org")
        let before = try await client.profile.account(account)?.scramKeys
        client.type("/account password alice@example.org")
        let change = try await client.server.next()
        #expect(change["to"] == "example.org" && change["type"] == "set")
        let query = try #require(change.first("query", "jabber:iq:register"))
        #expect(query.children.map { "\($0.name)=\($0.text)" } == ["username=alice", "password=secret"])
        await client.receive("<iq type='result' id='\(change["id"] ?? "")' from='example.org'/>")
        let second = try await client.accept()
        try await second.letIn(as: "alice@example.org")
        try await second.end()
        try await client.shows("The password of alice@example.org is changed")
        let after = try await client.profile.account(account)?.scramKeys
        #expect(after != nil && before != nil)
        try await client.finish()
    }

    @Test("A refused password change changes nothing here")
    func passwordRefused() async throws {
        let client = try await ScriptedClient()
        let account = try JID("alice@example.org")
        let before = try await client.profile.account(account)
        client.type("/account password alice@example.org --password-command 'echo new'")
        let change = try await client.server.next()
        #expect(change.first("query", "jabber:iq:register")?.children.map(\.text) == ["alice", "new"])
        await client.receive(
            "<iq type='error' id='\(change["id"] ?? "")' from='example.org'><error type='cancel'>"
                + "<not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
        try await client.shows("error: example.org lets nobody change a password here; look at its website.")
        #expect(try await client.profile.account(account) == before)
        try await client.finish()
    }

    private static func leave(_ account: String, _ client: ScriptedClient, _ server: ScriptedServer) async throws {
        client.type("/disconnect \(account)")
        _ = try await server.next()
        try await server.end()
        await server.send("</stream:stream>")
        try await client.shows("\(account) is offline.")
    }

    /// Octets as XEP-0231 sends them.
    private static func bits(_ octets: Data) throws -> (id: String, element: String) {
        let id = "sha1+deaabdb02c825d2f83ea1848151174e6a473265e@bob.xmpp.org"
        return (id, "<data xmlns='urn:xmpp:bob' cid='\(id)' type='image/png'>\(octets.base64EncodedString())</data>")
    }
}
