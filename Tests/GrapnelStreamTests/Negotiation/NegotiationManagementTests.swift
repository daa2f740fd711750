import GrapnelKit
import Testing

@testable import GrapnelStream

@Suite("Negotiation: stream management")
struct NegotiationManagementTests {
    private func old(handled: UInt32 = 5) throws -> StreamResumption {
        StreamResumption(id: "old", handled: handled, address: try JID("user@example.org/before"))
    }

    private func enabling() throws -> NegotiationRun {
        var run = try NegotiationRun(isManaged: true)
        run.reachBinding()
        run.feed(ServerWords.bound("user@example.org/core"))
        return run
    }

    private func resuming() throws -> NegotiationRun {
        var run = try NegotiationRun(isManaged: true, resumption: try old())
        run.reachSession()
        run.feed(ServerWords.session)
        return run
    }

    @Test("It is asked for behind the answer to bind, and granted")
    func enabled() throws {
        var run = try NegotiationRun(isManaged: true)
        run.reachBinding()
        let asked = run.feed(ServerWords.bound("user@example.org/core"))
        #expect(NegotiationRun.written(asked) == ["<enable xmlns='urn:xmpp:sm:3' resume='true'/>"])
        run.feed(
            ServerWords.management(
                "enabled", ["id": "some-id", "resume": "1", "max": "600", "location": "[2001:db8::1]:9222"]))
        #expect(run.stream?.beginning == .bound(refused: nil))
        #expect(
            run.stream?.management
                == ManagementGrant(id: "some-id", maximum: .seconds(600), location: "[2001:db8::1]:9222"))
        #expect(run.feed(ServerWords.management("enabled", ["id": "second", "resume": "1"])).isEmpty)
    }

    @Test("Nobody who does not count asks for it, and nobody asks a server that does not have it")
    func notAsked() throws {
        var unmanaged = try NegotiationRun()
        unmanaged.reachBinding()
        unmanaged.feed(ServerWords.bound("user@example.org/core"))
        #expect(unmanaged.stream != nil && unmanaged.stream?.management == nil)

        var without = try NegotiationRun(isManaged: true, resumption: try old())
        without.reachSession()
        without.feed(ServerWords.features { XMLElement("bind", StreamNamespace.bind) })
        without.feed(ServerWords.bound("user@example.org/core"))
        #expect(without.stream?.beginning == .bound(refused: ResumptionRefusal(handled: nil)))
        #expect(without.stream?.management == nil)
        #expect(!without.written.joined().contains("sm:3"))
    }

    @Test("A refusal leaves a session without it")
    func enableRefused() throws {
        var run = try enabling()
        run.feed(ServerWords.management("failed"))
        #expect(run.address == "user@example.org/core")
        #expect(run.stream?.management == nil)
    }

    @Test("What cannot serve a resumption is left out, the rest is granted")
    func grants() throws {
        let long = String(repeating: "x", count: 4097)
        let answers: [(KeyValuePairs<String, String?>, ManagementGrant)] = [
            ([:], ManagementGrant(id: nil)),
            (["id": "a"], ManagementGrant(id: nil)),
            (["id": "a", "resume": "false"], ManagementGrant(id: nil)),
            (["id": "a", "resume": "yes"], ManagementGrant(id: nil)),
            (["resume": "true"], ManagementGrant(id: nil)),
            (["id": "", "resume": "true"], ManagementGrant(id: nil)),
            (["id": long, "resume": "true"], ManagementGrant(id: nil)),
            (["id": "a", "resume": "true", "max": "-1"], ManagementGrant(id: "a")),
            (["id": "a", "resume": "true", "max": "4294967296"], ManagementGrant(id: "a")),
            (["id": "a", "resume": "true", "max": "0"], ManagementGrant(id: "a", maximum: .zero)),
            (["id": "a", "resume": "true", "location": long], ManagementGrant(id: "a")),
        ]
        for (attributes, grant) in answers {
            var run = try enabling()
            run.feed(ServerWords.management("enabled", attributes))
            #expect(run.stream?.management == grant)
        }
    }

    @Test("Stanzas before the grant are kept, are no part of its count, and have a bound")
    func uncounted() throws {
        var run = try enabling()
        for _ in 0..<EstablishedStream.uncountedLimit { run.feed(ServerWords.message) }
        #expect(run.stream == nil && run.failure == nil)
        var flooded = run
        run.feed(ServerWords.management("enabled"))
        let kept = Array(repeating: ServerWords.message, count: EstablishedStream.uncountedLimit)
        #expect(run.stream?.uncounted == kept && kept.count > 2 * 250)
        flooded.feed(ServerWords.message)
        #expect(flooded.failure?.condition == .unexpectedElement)
    }

    @Test("Only the answer to <enable/> is an answer to it")
    func otherAnswers() throws {
        for other in [
            ServerWords.management("resumed", ["previd": "old", "h": "1"]), ServerWords.management("r"),
            XMLElement("enabled", "urn:xmpp:sm:2"), ServerWords.session,
        ] {
            var run = try enabling()
            run.feed(other)
            #expect(run.failure?.condition == .unexpectedElement)
        }
    }

    @Test("A broken stream is taken up before a resource is bound", arguments: [UInt32(0), 7, .max])
    func resumed(_ handled: UInt32) throws {
        var run = try NegotiationRun(isManaged: true, resumption: try old(handled: .max))
        run.reachSession()
        let asked = run.feed(ServerWords.session)
        #expect(asked == [.send(XMLElement("resume", "urn:xmpp:sm:3", ["previd": "old", "h": "4294967295"]))])
        run.feed(ServerWords.management("resumed", ["previd": "old", "h": "\(handled)"]))
        #expect(run.stream?.beginning == .resumed(handled: handled))
        #expect(run.address == "user@example.org/before")
        #expect(!run.written.joined().contains("<iq"))
    }

    @Test(
        "A refused resumption is followed by a new session, and what the server had handled is told",
        arguments: [("3", UInt32?(3)), (nil, nil), ("-3", nil), ("", nil), ("4294967296", nil), ("+3", nil)])
    func refused(_ count: String?, _ handled: UInt32?) throws {
        var run = try resuming()
        let next = run.feed(ServerWords.management("failed", ["h": count]))
        #expect(NegotiationRun.written(next).first?.hasPrefix("<iq ") == true)
        run.feed(ServerWords.bound("user@example.org/core"))
        run.feed(ServerWords.management("enabled", ["id": "new", "resume": "true"]))
        #expect(run.stream?.beginning == .bound(refused: ResumptionRefusal(handled: handled)))
        #expect(run.stream?.management?.id == "new")
    }

    @Test("A resumption of another stream, or without a count, is none")
    func mismatch() throws {
        let answers: [KeyValuePairs<String, String?>] = [
            ["previd": "other", "h": "1"], ["h": "1"], ["previd": "old"], ["previd": "old", "h": "-1"],
            ["previd": "old", "h": "4294967296"], ["previd": "old", "h": " 1"], ["previd": "old", "h": "١"],
            ["previd": "old", "h": String(repeating: "0", count: 100_000)],
        ]
        for attributes in answers {
            var run = try resuming()
            run.feed(ServerWords.management("resumed", attributes))
            #expect(run.failure?.condition == .resumptionMismatch)
            #expect(run.stream == nil)
        }
    }

    @Test("Nothing but its answer follows the wish to resume")
    func resumingTurn() throws {
        for other in [
            ServerWords.management("enabled", ["id": "x", "resume": "true"]), ServerWords.session,
            ServerWords.management("a", ["h": "1"]), ServerWords.message, ServerWords.bound("user@example.org/core"),
        ] {
            var run = try resuming()
            run.feed(other)
            #expect(run.failure != nil && run.stream == nil)
        }
    }
}
