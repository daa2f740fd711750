import GrapnelKit
import Testing

@testable import GrapnelStream

@Suite("Stream management: what we sent")
struct OutboundTests {
    private typealias Outbound = StreamManagement.Outbound<Int>

    private func outbound(acknowledged: UInt32 = 0, sending count: Int) -> Outbound {
        var outbound = Outbound(acknowledged: acknowledged)
        for item in 0..<count { outbound.send(item, octets: 100) }
        return outbound
    }

    @Test("An acknowledgement takes off what it covers, in order, and the same again takes off nothing")
    func acknowledging() throws {
        var outbound = outbound(sending: 5)
        #expect(outbound.sent == 5)
        #expect(try outbound.acknowledge(3) == [0, 1, 2])
        #expect(try outbound.acknowledge(3) == [])
        #expect(outbound.unacknowledged == [3, 4])
        #expect(try outbound.acknowledge(5) == [3, 4])
    }

    @Test("STR-017: a count beyond what was sent is an error that takes nothing off")
    func tooHigh() throws {
        var outbound = outbound(sending: 8)
        _ = try outbound.acknowledge(3)
        let error = #expect(throws: CountMismatch.self) { try outbound.acknowledge(10) }
        #expect(error == CountMismatch(handled: 10, sent: 8))
        #expect(outbound.unacknowledged == [3, 4, 5, 6, 7])
        let element = try #require(error?.streamError.element)
        #expect(element.first("undefined-condition", StreamNamespace.errors) != nil)
        let detail = element.first("handled-count-too-high", "urn:xmpp:sm:3")
        #expect(detail?["h"] == "10")
        #expect(detail?["send-count"] == "8")
    }

    @Test("A count that goes back is an error too")
    func backwards() throws {
        var outbound = outbound(sending: 8)
        _ = try outbound.acknowledge(3)
        #expect(throws: CountMismatch.self) { try outbound.acknowledge(2) }
        #expect(outbound.unacknowledged == [3, 4, 5, 6, 7])
    }

    @Test("STR-019: the count goes on from 2^32-1 to zero")
    func wrapping() throws {
        var outbound = outbound(acknowledged: 4_294_967_290, sending: 10)
        #expect(outbound.sent == 4)
        #expect(try outbound.acknowledge(3) == Array(0..<9))
        #expect(outbound.unacknowledged == [9])
        #expect(outbound.acknowledged == 3)
    }

    @Test("The server is asked once for all that is under way, again after its answer, and every 100 stanzas")
    func requests() throws {
        var outbound = outbound(sending: 0)
        #expect(outbound.request() == false)
        outbound.send(0, octets: 1)
        #expect(outbound.request() == true)
        outbound.send(1, octets: 1)
        #expect(outbound.request() == false)
        _ = try outbound.acknowledge(1)
        #expect(outbound.request() == true)
        for item in 2..<101 { outbound.send(item, octets: 1) }
        #expect(outbound.request() == false)
        outbound.send(101, octets: 1)
        #expect(outbound.request() == true)
        _ = try outbound.acknowledge(outbound.sent)
        #expect(outbound.request() == false)
    }

    @Test("Beyond its bounds there is no room until something is acknowledged")
    func bounds() throws {
        var outbound = Outbound(countBound: 3, octetBound: 1000)
        outbound.send(0, octets: 10)
        #expect(outbound.hasRoom(count: 1, octets: 10))
        #expect(!outbound.hasRoom(count: 2, octets: 10))
        #expect(!outbound.hasRoom(count: 1, octets: 990))
        outbound.send(1, octets: 10)
        outbound.send(2, octets: 10)
        #expect(!outbound.hasRoom(count: 0, octets: 0))
        _ = try outbound.acknowledge(1)
        #expect(outbound.hasRoom(count: 0, octets: 0))
    }

    @Test("After a resumption what the server did not have is left, and a new request is due")
    func resuming() throws {
        var outbound = outbound(sending: 4)
        #expect(outbound.request() == true)
        #expect(try outbound.resume(3) == [0, 1, 2])
        #expect(outbound.unacknowledged == [3])
        #expect(outbound.request() == true)
    }

    @Test("STR-021: an answer without a count of 32 bits is none, and so is what is not stream management")
    func elements() throws {
        func element(_ text: String) throws -> StreamManagement.Element? {
            StreamManagement.Element(try XMLElement(parsing: text))
        }
        for text in ["-1", "", " 1", "+1", "4294967296", "99999999999999999999", "0x1", "1.0"] {
            #expect(try element("<a xmlns='urn:xmpp:sm:3' h='\(text)'/>") == nil, "\(text)")
        }
        #expect(try element("<a xmlns='urn:xmpp:sm:3'/>") == nil)
        #expect(try element("<a xmlns='urn:xmpp:sm:2' h='1'/>") == nil)
        #expect(try element("<r xmlns='jabber:client'/>") == nil)
        #expect(try element("<a xmlns='urn:xmpp:sm:3' h='4294967295'/>") == .answer(.max))
        #expect(try element("<r xmlns='urn:xmpp:sm:3'/>") == .request)
        #expect(String(decoding: StreamManagement.Element.answer(7).octets, as: UTF8.self).contains("h='7'"))
    }
}
