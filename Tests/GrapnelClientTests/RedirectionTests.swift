import GrapnelKit
import GrapnelStore
import GrapnelStream
import Synchronization
import Testing

@testable import GrapnelClient
@testable import TestSupport

@Suite("Servers that send a client on to others")
struct RedirectionTests {
    /// Every server says that the next one should be used.
    private final class Merrygoround: Connector {
        private let seen = Mutex<[String]>([])

        var log: [String] { seen.withLock { $0 } }

        func connect(to endpoint: Endpoint, tls: TLSSettings) async throws(TransportError) -> any Transport {
            let count = seen.withLock { seen in
                seen.append("\(endpoint) as \(tls.domain)")
                return seen.count
            }
            let transport = MemoryTransport()
            let words =
                "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0' "
                + "from='example.org'><stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>"
                + "host\(count).example:\(count)</see-other-host></stream:error></stream:stream>"
            transport.incoming.write(Array(words.utf8))
            return transport
        }
    }

    @Test("Each is asked with the account's own domain, and not for ever")
    func chain() async throws {
        let connector = Merrygoround()
        let record = AccountRecord(try JID("alice@example.org"))
        await #expect(throws: TransportError(.redirectedTooOften, "example.org")) {
            _ = try await StreamOpening.open(
                record, credential: .password("secret"), password: { "secret" }, connector: connector,
                clock: ContinuousClock())
        }
        #expect(
            connector.log == [
                "example.org:5222 as example.org", "host1.example:1 as example.org", "host2.example:2 as example.org",
                "host3.example:3 as example.org",
            ])
    }
}
