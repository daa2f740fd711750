import GrapnelKit
import Testing

@testable import GrapnelStream

@Suite("Requests")
struct RequestTrackerTests {
    private typealias Tracker = RequestTracker<String, Int>

    private func tracker(limit: Int = 1000) throws -> Tracker {
        Tracker(account: try JID("alice@example.org/core"), limit: limit)
    }

    private func iq(_ from: String?, id: String? = "d1", type: String? = "result", name: String = "iq") -> XMLElement {
        XMLElement(name, StreamNamespace.client, ["type": type, "id": id, "from": from])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let to: String?
        let from: String?
        let answers: Bool
        var testDescription: String { "to \(to ?? "-") from \(from ?? "-")" }
    }

    static let cases: [Case] = [
        // To the account's own server on behalf of the account.
        Case(to: nil, from: nil, answers: true),
        Case(to: nil, from: "alice@example.org", answers: true),
        Case(to: nil, from: "ALICE@example.ORG", answers: true),
        Case(to: nil, from: "alice@example.org/core", answers: false),
        Case(to: nil, from: "alice@example.org/other", answers: false),
        Case(to: nil, from: "example.org", answers: false),
        Case(to: nil, from: "mallory@evil.example/x", answers: false),
        Case(to: nil, from: "", answers: false),
        Case(to: nil, from: "@@", answers: false),
        Case(to: "alice@example.org", from: nil, answers: true),
        Case(to: "alice@example.org", from: "alice@example.org", answers: true),
        Case(to: "alice@example.org", from: "example.org", answers: false),
        // To the server itself: a stanza without `from` speaks for the account.
        Case(to: "example.org", from: "example.org", answers: true),
        Case(to: "example.org", from: nil, answers: false),
        Case(to: "example.org", from: "alice@example.org", answers: false),
        Case(to: "example.org", from: "conference.example.org", answers: false),
        // To others.
        Case(to: "bob@example.org/x", from: "bob@example.org/x", answers: true),
        Case(to: "bob@example.org/x", from: "bob@example.org", answers: false),
        Case(to: "bob@example.org/x", from: "bob@example.org/y", answers: false),
        Case(to: "bob@example.org/x", from: "mallory@evil.example/x", answers: false),
        Case(to: "bob@example.org/x", from: nil, answers: false),
        Case(to: "bob@example.org", from: "bob@example.org/x", answers: false),
        Case(to: "alice@example.org/core", from: "alice@example.org/core", answers: true),
        Case(to: "alice@example.org/core", from: nil, answers: false),
        Case(to: "room@conference.example.org", from: "room@conference.example.org", answers: true),
        Case(to: "room@conference.example.org", from: "room@conference.example.org/nick", answers: false),
    ]

    @Test("Only who was asked can answer", arguments: cases)
    func senders(_ row: Case) throws {
        var requests = try tracker()
        let to = try row.to.map { try JID($0) }
        #expect(requests.register(id: "d1", to: to, deadline: 10, waiter: "w") == true)
        #expect(requests.take(answeredBy: iq(row.from)) == (row.answers ? "w" : nil))
        #expect(requests.count == (row.answers ? 0 : 1))
        var errors = try tracker()
        #expect(errors.register(id: "d1", to: to, deadline: 10, waiter: "w") == true)
        #expect(errors.take(answeredBy: iq(row.from, type: "error")) == (row.answers ? "w" : nil))
    }

    @Test("Only a result or an error with the id is an answer")
    func kinds() throws {
        var requests = try tracker()
        #expect(requests.register(id: "k1", to: try JID("bob@example.org/x"), deadline: 10, waiter: "w") == true)
        let from = "bob@example.org/x"
        let others = [
            iq(from, id: "k1", type: "error", name: "presence"), iq(from, id: "k1", name: "message"),
            iq(from, id: "k1", type: "get"), iq(from, id: "k1", type: "set"), iq(from, id: "k1", type: nil),
            iq(from, id: "k2"), iq(from, id: nil), iq(from, id: "K1"), iq(from, id: ""),
            XMLElement("iq", "jabber:server", ["type": "result", "id": "k1", "from": from]),
        ]
        for other in others { #expect(requests.take(answeredBy: other) == nil) }
        #expect(requests.take(answeredBy: iq(from, id: "k1")) == "w")
        #expect(requests.take(answeredBy: iq(from, id: "k1")) == nil)
    }

    @Test("The number of open requests is bounded and an id is used once")
    func bounds() throws {
        var requests = try tracker(limit: 3)
        for id in ["a", "b", "c"] { #expect(requests.register(id: id, to: nil, deadline: 1, waiter: id) == true) }
        #expect(requests.register(id: "d", to: nil, deadline: 1, waiter: "d") == false)
        #expect(requests.cancel(id: "b") == "b")
        #expect(requests.cancel(id: "b") == nil)
        #expect(requests.register(id: "a", to: nil, deadline: 1, waiter: "again") == false)
        #expect(requests.register(id: "d", to: nil, deadline: 1, waiter: "d") == true)
        #expect(requests.count == 3)
    }

    @Test("Deadlines end requests in order, a disconnect ends all")
    func endings() throws {
        var requests = try tracker()
        #expect(requests.nextDeadline == nil)
        for (id, deadline) in [("late", 30), ("first", 10), ("second", 20)] {
            #expect(requests.register(id: id, to: nil, deadline: deadline, waiter: id) == true)
        }
        #expect(requests.nextDeadline == 10)
        #expect(requests.expire(now: 9).isEmpty)
        #expect(requests.expire(now: 20) == ["first", "second"])
        #expect(requests.take(answeredBy: iq(nil, id: "first")) == nil)
        #expect(requests.disconnect() == ["late"])
        #expect(requests.count == 0 && requests.disconnect().isEmpty)
    }
}
