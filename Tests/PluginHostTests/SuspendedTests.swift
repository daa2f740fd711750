@testable import GrapnelClient
@testable import GrapnelKit
import Synchronization
import TestSupport
import Testing

@Suite("Disabling a plugin whose handlers are at work")
struct SuspendedTests {
    private static func question(_ id: String) -> String {
        "<iq type='get' id='\(id)' from='bob@example.org/x'><sought xmlns='urn:grapnel:probe'/></iq>"
    }

    @Test("A request that is being answered is answered, once; the next one finds nobody")
    func handler() async throws {
        let (begun, gate) = (Gate(), Gate())
        let plugin = Probe { context in
            try context.answer(.get, Sought.self) { request in
                begun.open()
                await gate.pass()
                return request.payload
            }
        }
        let client = try await ScriptedClient(plugins: [("slow", plugin)])
        await client.receive(Self.question("s1"))
        try await within("the handler") { await begun.pass() }
        await client.client.plugins?.stop()
        #expect(client.client.ledger.census()["slow"] == nil)
        gate.open()
        try await client.expect(
            "<iq type='result' id='s1' to='bob@example.org/x'><sought xmlns='urn:grapnel:probe'/></iq>")
        await client.receive(Self.question("s2"))
        try await client.expect(
            "<iq type='error' id='s2' to='bob@example.org/x'><error type='cancel'>"
                + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
        try await client.finish()
    }

    @Test("A filter that has gone does not see the message that waited before it")
    func filter() async throws {
        let (begun, gate) = (Gate(), Gate())
        let seen = Mutex(0)
        let first = Probe { context in
            try context.filter(.messageReceived, at: .normalize, before: ["second"]) { _ in
                begun.open()
                await gate.pass()
                return .pass
            }
        }
        let second = Probe { context in
            try context.filter(.messageReceived, at: .normalize) { _ in
                seen.withLock { $0 += 1 }
                return .consume(reason: "mine")
            }
        }
        let client = try await ScriptedClient(plugins: [("first", first), ("second", second)])
        await client.receive("<message from='bob@example.org/x' type='chat'><body>Hello</body></message>")
        try await within("the first filter") { await begun.pass() }
        await client.client.plugins?.stop()
        gate.open()
        try await client.shows("from bob@example.org bob@example.org: Hello")
        #expect(seen.withLock { $0 } == 0)
        try await client.finish()
    }
}
