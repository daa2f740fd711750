import GrapnelStream
import TestSupport
import Testing

@Suite("Reconnection")
struct ReconnectionTests {
    private let start = ContinuousClock.now

    private func at(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    @Test("The first attempt after a stream that had held is made at once, the next ones after growing pauses")
    func afterBreak() {
        var random = SeededGenerator(seed: 1)
        var machine = Reconnection()
        #expect(machine.afterBreak(canResume: true, now: at(0), using: &random) == .zero)
        var longest = Duration.zero
        for _ in 0..<30 { longest = max(longest, machine.next(now: at(0), using: &random)) }
        #expect(longest > .seconds(60))
        #expect(longest <= .seconds(300))
        #expect(machine.afterBreak(canResume: true, now: at(100_000), using: &random) == .zero)
    }

    @Test("A server that lets us in and drops us is not sought at once a second time")
    func dropping() {
        var random = SeededGenerator(seed: 1)
        var machine = Reconnection()
        #expect(machine.afterBreak(canResume: true, now: at(0), using: &random) == .zero)
        #expect(machine.afterBreak(canResume: true, now: at(1), using: &random) >= .seconds(1))
    }

    @Test("What cannot be taken up again is not sought at once")
    func lost() {
        var machine = Reconnection()
        #expect(machine.afterBreak(canResume: false, now: at(0)) >= .seconds(1))
    }

    @Test("Never more than 60 attempts in any hour, whatever breaks, fails and comes back", arguments: 0..<20)
    func limit(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var machine = Reconnection()
        var now = start
        var made: [ContinuousClock.Instant] = []
        while now < at(5 * 3600) {
            let wasUp = Bool.random(using: &random)
            let pause =
                wasUp
                ? machine.afterBreak(canResume: Bool.random(using: &random), now: now, using: &random)
                : machine.next(now: now, using: &random)
            var due = now + pause
            let networkIsBack = now + .milliseconds(Int.random(in: 0...2000, using: &random))
            if networkIsBack < due, machine.hurry(now: networkIsBack, isAskedFor: false) { due = networkIsBack }
            made.append(due)
            now = due + .milliseconds(Int.random(in: 0...3000, using: &random))
        }
        #expect(made.count > 60)
        for (index, moment) in made.enumerated() where index >= 60 {
            #expect(moment >= made[index - 60] + .seconds(3600))
        }
    }

    @Test("A person who asks is not held up by the limit, and counts")
    func asking() {
        var machine = Reconnection(ReconnectionSettings(hourlyLimit: 2))
        #expect(machine.afterBreak(canResume: true, now: at(0)) == .zero)
        #expect(machine.next(now: at(0)) >= .seconds(1))
        #expect(machine.next(now: at(10)) == .seconds(3590))
        #expect(machine.hurry(now: at(20), isAskedFor: false) == false)
        #expect(machine.hurry(now: at(20), isAskedFor: true) == true)
        #expect(machine.next(now: at(20)) > .seconds(3500))
    }
}
