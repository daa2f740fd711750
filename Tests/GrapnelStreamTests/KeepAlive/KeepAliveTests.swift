import Testing

@testable import GrapnelStream

@Suite("Keep-alive")
struct KeepAliveTests {
    private typealias Machine = KeepAlive<ContinuousClock.Instant>
    private let start = ContinuousClock.now

    private func at(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    private let late = KeepAliveSettings(pingAfter: .seconds(300))

    @Test("Without further word a silent server is asked after a minute and given up half a minute later")
    func impatience() {
        var machine = Machine(now: start)
        #expect(machine.handle(.tick(at(59))) == nil)
        #expect(machine.handle(.tick(at(60))) == .sendPing)
        #expect(machine.handle(.tick(at(89))) == nil)
        #expect(machine.handle(.tick(at(90))) == .dead)
    }

    @Test("A silent connection gets whitespace, then a ping, then is given up")
    func silence() {
        var machine = Machine(now: start, settings: late)
        var seen: [String] = []
        for second in 0...600 {
            if let action = machine.handle(.tick(at(second))) { seen.append("\(second) \(action)") }
        }
        #expect(seen == ["180 sendWhitespace", "300 sendPing", "330 dead"])
        #expect(machine.due == nil)
        #expect(machine.handle(.received(at(601))) == nil)
        #expect(machine.handle(.tick(at(2000))) == nil)
    }

    @Test("Any byte of the server is a sign of life, also while a ping is out")
    func alive() {
        var machine = Machine(now: start, settings: late)
        #expect(machine.handle(.received(at(200))) == nil)
        #expect(machine.handle(.sent(at(400))) == nil)
        #expect(machine.handle(.tick(at(499))) == nil)
        #expect(machine.handle(.tick(at(500))) == .sendPing)
        #expect(machine.handle(.tick(at(529))) == nil)
        #expect(machine.handle(.received(at(529))) == nil)
        #expect(machine.handle(.tick(at(531))) == nil)
        #expect(machine.due == at(680))
    }

    @Test("What is written anyway replaces whitespace")
    func busy() {
        var machine = Machine(now: start, settings: late)
        for second in stride(from: 0, through: 3000, by: 100) {
            _ = machine.handle(.sent(at(second)))
            _ = machine.handle(.received(at(second)))
            #expect(machine.handle(.tick(at(second + 99))) == nil)
        }
    }

    @Test("After a long sleep the server is asked before it is given up")
    func sleep() {
        var machine = Machine(now: start)
        #expect(machine.handle(.tick(at(100_000))) == .sendPing)
        #expect(machine.handle(.tick(at(100_029))) == nil)
        #expect(machine.handle(.tick(at(100_030))) == .dead)
    }

    @Test("The time of the next tick is never after what it is for")
    func due() {
        let settings = KeepAliveSettings(whitespaceAfter: .seconds(400), pingAfter: .seconds(300))
        var machine = Machine(now: start, settings: settings)
        #expect(machine.due == at(300))
        #expect(machine.handle(.tick(at(300))) == .sendPing)
        #expect(machine.due == at(330))
        #expect(machine.handle(.received(at(310))) == nil)
        #expect(machine.due == at(610))
    }

    @Test("A server that does not answer what it was asked is given up half a minute later, without a ping")
    func asked() {
        var machine = Machine(now: start)
        #expect(machine.handle(.asked(at(10))) == nil)
        #expect(machine.handle(.asked(at(30))) == nil)
        #expect(machine.handle(.tick(at(39))) == nil)
        #expect(machine.handle(.tick(at(40))) == .dead)
        machine = Machine(now: start)
        #expect(machine.handle(.asked(at(10))) == nil)
        #expect(machine.handle(.received(at(11))) == nil)
        #expect(machine.handle(.tick(at(40))) == nil)
    }
}
