import Testing

@testable import GrapnelStream

@Suite("Stream management: what the server sent")
struct InboundTests {
    @Test("What has come counts only once it is handled")
    func counting() {
        var inbound = StreamManagement.Inbound()
        for _ in 0..<3 { #expect(inbound.receive() == true) }
        #expect(inbound.handled == 0)
        #expect(inbound.received == 3)
        #expect(inbound.handle() == false)
        #expect(inbound.handled == 1)
        #expect(inbound.handle(5) == false)
        #expect(inbound.handled == 3)
    }

    @Test("A request is answered at once where nothing waits, and otherwise when the last is handled")
    func requests() {
        var inbound = StreamManagement.Inbound()
        #expect(inbound.request() == true)
        #expect(inbound.receive() == true)
        #expect(inbound.receive() == true)
        #expect(inbound.request() == false)
        #expect(inbound.request() == false)
        #expect(inbound.handle() == false)
        #expect(inbound.handle() == true)
        #expect(inbound.tick() == false)
    }

    @Test("A request does not wait for ever for a stanza whose handling takes its time")
    func patience() {
        var inbound = StreamManagement.Inbound()
        #expect(inbound.receive() == true)
        #expect(inbound.request() == false)
        #expect(inbound.tick() == true)
        #expect(inbound.tick() == false)
        #expect(inbound.handle() == false)
    }

    @Test("After a resumption what was here before, handled or not, is dropped when it comes again", arguments: [0, 2])
    func resuming(handledMeanwhile: Int) {
        var inbound = StreamManagement.Inbound(handled: .max - 1)
        for _ in 0..<5 { #expect(inbound.receive() == true) }
        _ = inbound.handle(3)
        let told = inbound.handled
        #expect(told == 1)
        _ = inbound.handle(handledMeanwhile)
        inbound.resume(from: told)
        #expect(inbound.receive() == false)
        #expect(inbound.receive() == false)
        #expect(inbound.receive() == true)
        #expect(inbound.received == 4)
    }
}
