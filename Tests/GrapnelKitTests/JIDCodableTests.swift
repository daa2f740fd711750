import Foundation
import GrapnelKit
import Testing

@Suite struct JIDCodableTests {
    @Test func roundTripAsOneString() throws {
        let jids = [try JID("juliet@example.com/balcony"), try JID("b\u{FC}cher.example")]
        let data = try JSONEncoder().encode(jids)
        #expect(try JSONDecoder().decode([String].self, from: data) == jids.map(\.description))
        #expect(try JSONDecoder().decode([JID].self, from: data) == jids)
    }

    @Test func decodingPreparesAndRefuses() throws {
        let decoder = JSONDecoder()
        #expect(try decoder.decode([JID].self, from: Data(#"["Juliet@EXAMPLE.com"]"#.utf8)).first?.local == "juliet")
        #expect(throws: DecodingError.self) { try decoder.decode([JID].self, from: Data(#"["juliet@"]"#.utf8)) }
    }
}
