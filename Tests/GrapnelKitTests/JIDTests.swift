import GrapnelKit
import Testing

@Suite struct JIDTests {
    @Test func partsOfAFullAddress() throws {
        let jid = try JID("Juliet@Example.COM/Balcony Room")
        #expect(jid.description == "juliet@example.com/Balcony Room")
        #expect(jid.local == "juliet")
        #expect(jid.domain == "example.com")
        #expect(jid.resource == "Balcony Room")
        #expect(jid.bare.description == "juliet@example.com")
    }
}
