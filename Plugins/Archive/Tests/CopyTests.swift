import GrapnelKit
import GrapnelStore
import TestSupport
import Testing

@testable import Archive
@testable import GrapnelClient

@Suite("Copies of what other devices send and receive")
struct CopyTests {
    private func copy(
        _ kind: String, _ inner: String, from: String = ArchiveBench.alice, type: String = "chat"
    ) -> String {
        "<message from='\(from)' to='alice@example.org/core' type='\(type)'><\(kind) xmlns='urn:xmpp:carbons:2'>"
            + "<forwarded xmlns='urn:xmpp:forward:0'>\(inner)</forwarded></\(kind)></message>"
    }

    private let money =
        "<message xmlns='jabber:client' from='bob@example.org/x' to='alice@example.org/core' type='chat' id='in1'>"
        + "<body>send money</body></message>"

    @Test("What another device sent stands in the conversation as ours, and what it received as theirs")
    func both() async throws {
        let bench = try await ArchiveBench.caughtUp()
        let sent =
            "<message xmlns='jabber:client' from='alice@example.org/phone' to='bob@example.org' type='chat' id='p1'>"
            + "<body>from the phone</body></message>"
        await bench.client.receive(copy("sent", sent))
        await bench.client.receive(copy("received", money))
        try await bench.client.shows("to bob@example.org alice@example.org: from the phone")
        try await bench.client.shows("from bob@example.org bob@example.org: send money")
        #expect(try await bench.talk() == ["> from the phone", "< send money"])
        #expect(try await bench.client.profile.pending(of: bench.client.account.jid).isEmpty)
        try await bench.client.finish()
    }

    @Test(
        "A copy that somebody else sends is forged: nothing of it is kept",
        arguments: ["mallory@evil.example/x", "example.org", "alice@example.org/phone", "bob@example.org", "x@y/z"])
    func forged(from: String) async throws {
        let bench = try await ArchiveBench.caughtUp()
        for kind in ["received", "sent"] {
            await bench.client.receive(copy(kind, money, from: from))
            await bench.client.receive(copy(kind, money, from: from, type: "groupchat"))
        }
        try await bench.client.settle()
        #expect(!bench.client.front.lines.contains { $0.contains("send money") })
        let told = "notice \(from) sent what pretends to be a copy of somebody else's message; it was left out."
        try await bench.client.shows(told)
        #expect(bench.client.front.lines.filter { $0 == told }.count == 1)
        #expect(try await bench.client.profile.conversations().isEmpty)
        try await bench.client.finish()
    }

    @Test("A copy counts only for what a server copies: one message, ours or to us, no room's, no private one")
    func impossible() async throws {
        let bench = try await ArchiveBench.caughtUp()
        func message(_ attributes: String, _ more: String = "") -> String {
            "<message xmlns='jabber:client' \(attributes) id='i'><body>secret</body>\(more)</message>"
        }
        let toUs = "to='alice@example.org'"
        let impossible = [
            copy("sent", message("from='bob@example.org/x' type='chat' \(toUs)")),
            copy("received", message("from='bob@example.org/x' type='chat' to='carol@example.org'")),
            copy("received", message("from='xsf@muc.example.net/groot' type='groupchat' \(toUs)")),
            copy("received", message("from='bob@example.org/x' type='error' \(toUs)")),
            copy("received", message("from='bob@example.org/x' \(toUs)", "<private xmlns='urn:xmpp:carbons:2'/>")),
            copy("received", money + money),
            copy("received", ""),
            "<message from='alice@example.org' type='chat'><received xmlns='urn:xmpp:carbons:2'/></message>",
            copy(
                "received",
                copy("received", message("from='bob@example.org/x' \(toUs)"), from: "mallory@evil.example")),
            "<message from='mallory@evil.example/x' type='chat' id='f1'><forwarded xmlns='urn:xmpp:forward:0'>"
                + message("from='bob@example.org/x' type='chat'") + "</forwarded></message>",
            copy(
                "received",
                "<message xmlns='jabber:client' from='bob@example.org/x' \(toUs)>"
                    + "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='n'/></event></message>"),
        ]
        for text in impossible { await bench.client.receive(text) }
        try await bench.client.settle()
        #expect(!bench.client.front.lines.contains { $0.contains("secret") || $0.contains("money") })
        #expect(try await bench.client.profile.conversations().isEmpty)
        try await bench.client.finish()
    }

    @Test("A copy, the message itself and the archive's are one row")
    func once() async throws {
        let bench = try await ArchiveBench.caughtUp()
        let marked = { (id: String) in
            "<message xmlns='jabber:client' from='bob@example.org/x' to='alice@example.org/core' type='chat' id='in1'>"
                + "<body>send money</body>"
                + "<stanza-id xmlns='urn:xmpp:sid:0' by='alice@example.org' id='\(id)'/></message>"
        }
        await bench.client.receive(copy("received", marked("S9")))
        await bench.client.receive(marked("S9"))
        bench.client.type("/archive sync")
        let question = try await bench.question()
        try await bench.answer(
            question, [.init(id: "S9", body: "send money", stanza: "in1")], isComplete: true)
        try await bench.client.shows("Nothing was missed.")
        #expect(try await bench.talk() == ["< send money"])
        #expect(bench.client.front.lines.count { $0.contains("send money") } == 1)
        try await bench.client.finish()
    }

    @Test("A server without copies is no error, and then live messages do not move the place in the archive")
    func unsupported() async throws {
        let bench = try await ArchiveBench.begin(copies: false)
        try await bench.answer(try await bench.question(), [.init(id: "a1", body: "one")], isComplete: true)
        try await bench.isCaughtUp()
        let range = try await bench.range()
        #expect(range.newest?.id == "a1")
        bench.client.type("/archive status")
        try await bench.client.shows("Copies of what your other devices write: off.")
        #expect(!bench.client.front.lines.contains { $0.contains("error") })
        try await bench.client.finish()
    }
}
