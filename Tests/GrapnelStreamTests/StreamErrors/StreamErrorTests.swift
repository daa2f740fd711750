import GrapnelKit
import Testing

@testable import GrapnelStream

@Suite("Stream errors")
struct StreamErrorTests {
    @Test("Every condition goes out and comes back", arguments: StreamError.Condition.defined)
    func roundTrip(_ condition: StreamError.Condition) throws {
        let error = StreamError(
            condition,
            text: "why <not>",
            otherHost: condition == .seeOtherHost ? "[2001:db8::1]:5222" : nil,
            detail: XMLElement("too-many", "urn:example")
        )
        #expect(StreamError(error.element) == error)
        #expect(error.element.serialized().contains(condition.rawValue))
        #expect(error.sentence.hasSuffix("The server says: “why <not>”"))
    }

    @Test("Strange errors are errors all the same")
    func strange() throws {
        let empty = try #require(StreamError(XMLElement("error", StreamNamespace.streams)))
        #expect(empty.condition == .undefinedCondition)
        let made = XMLElement("error", StreamNamespace.streams) { XMLElement("made-up", StreamNamespace.errors) }
        #expect(try #require(StreamError(made)).condition.rawValue == "made-up")
        #expect(StreamError(XMLElement("error", StreamNamespace.client)) == nil)
        #expect(StreamError(XMLElement("features", StreamNamespace.streams)) == nil)
    }

    @Test("What the server writes is cut to a length that can be shown")
    func bounded() throws {
        let flood = String(repeating: "x", count: 100_000)
        let element = XMLElement("error", StreamNamespace.streams) {
            XMLElement("see-other-host", StreamNamespace.errors, text: flood)
            XMLElement("text", StreamNamespace.errors, text: flood)
        }
        #expect(try #require(StreamError(element)).sentence.count < 2000)
    }

    @Test("No fight over a resource")
    func reconnecting() {
        #expect(!StreamError.Condition.conflict.allowsReconnecting)
        #expect(StreamError.Condition.systemShutdown.allowsReconnecting)
        #expect(StreamError.Condition(rawValue: "made-up").allowsReconnecting)
    }
}
