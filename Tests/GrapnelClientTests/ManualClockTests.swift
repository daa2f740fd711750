import TestSupport
import Testing

@Suite("The manual clock", .timeLimit(.minutes(1)))
struct ManualClockTests {
    @Test("Those whose time has come wake, in the order of their deadlines, and nobody else")
    func due() async throws {
        let clock = ManualClock()
        let start = clock.now
        try await withThrowingTaskGroup(of: Int.self) { group in
            for seconds in [30, 10, 20] {
                group.addTask {
                    try await clock.sleep(until: start + .seconds(seconds))
                    return seconds
                }
                try await clock.sleeper { $0 == .seconds(seconds) }
            }
            clock.advance(by: .milliseconds(9_999))
            #expect(clock.sleeping == [.milliseconds(1), .milliseconds(10_001), .milliseconds(20_001)])
            clock.advance(by: .milliseconds(1))
            #expect(try await group.next() == 10)
            #expect(clock.sleeping == [.seconds(10), .seconds(20)])
            clock.advance(by: .seconds(60))
            #expect(clock.sleeping.isEmpty)
            #expect(Set([try await group.next(), try await group.next()]) == [20, 30])
        }
        #expect(clock.now - start == .seconds(70))
    }

    @Test("A deadline that is over is not slept for")
    func over() async throws {
        let clock = ManualClock()
        try await clock.sleep(until: clock.now)
        try await clock.sleep(until: clock.now - .seconds(1))
        #expect(clock.sleeping.isEmpty)
    }

    @Test("A sleep ends when its task is cancelled, before it begins as well")
    func cancelled() async throws {
        let clock = ManualClock()
        let deadline = clock.now + .seconds(1)
        let sleeping = Task { try await clock.sleep(until: deadline) }
        try await clock.sleeper()
        sleeping.cancel()
        await #expect(throws: CancellationError.self) { try await sleeping.value }
        #expect(clock.sleeping.isEmpty)

        let never = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await clock.sleep(until: deadline)
        }
        await #expect(throws: CancellationError.self) { try await never.value }
        #expect(clock.sleeping.isEmpty)
    }

    @Test("Whoever waits for a sleeper finds one that comes later")
    func later() async throws {
        let clock = ManualClock()
        let start = clock.now
        let found = Task { try await clock.sleeper { $0 > .seconds(5) } }
        async let short: Void = clock.sleep(until: start + .seconds(1))
        async let long: Void = clock.sleep(until: start + .seconds(7))
        #expect(try await found.value == .seconds(7))
        try await clock.sleeper { $0 == .seconds(1) }
        clock.advance(by: .seconds(7))
        _ = try await (short, long)
    }
}
