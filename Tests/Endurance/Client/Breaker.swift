import TestSupport

/// Breaks the client's connections at random moments, spread over the messages of a run.
struct Breaker {
    let proxy: FaultProxy
    let cutter: StanzaCutter
    let board: Scoreboard
    let plan: EndurancePlan

    func run() async throws {
        var generator = SeededGenerator(seed: plan.seed)
        let all = 2 * plan.messages
        let moments = (0..<plan.kills).map { _ in Int.random(in: 0..<max(1, all * 97 / 100), using: &generator) }
        _ = await board.wait(within: .seconds(30)) { $0.isOnline }
        var lost = 0
        for moment in moments.sorted() {
            // Where messages were lost the moment does not come; the connection breaks all the same.
            let due = moment - lost
            if await !board.wait(within: .seconds(5), until: { $0.arrived >= due }) {
                lost = max(lost, moment - board.state.arrived)
            }
            // Most while messages flow, some in the middle of a login.
            let isEarly = Int.random(in: 0..<6, using: &generator) == 0
            var connections = 0
            repeat {
                if !isEarly { _ = await board.wait(within: .seconds(30)) { $0.isOnline } }
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...60, using: &generator)))
                connections = proxy.counts.connections
            } while try await !inflict(Breakage.random(inLogin: isEarly, using: &generator))
            // The client may take the stream up again without a word to anybody; a new connection it has to open. In a
            // login that the last break has brought about, a black hole is noticed after half a minute.
            if try await !holds(within: .seconds(40), { [connections] in proxy.counts.connections > connections }) {
                board.complain("a broken connection was not noticed within 40 seconds")
            }
        }
    }

    /// Answers whether a connection was broken; there may have been none.
    private func inflict(_ breakage: Breakage) async throws -> Bool {
        let before = proxy.counts.faults + cutter.cuts
        switch breakage {
        case .fault(let fault): await proxy.inflict(fault)
        case .cut(let direction, let octets, let fault):
            await proxy.change { $0.cut = FaultConditions.Cut(after: octets, direction, fault) }
        case .stanza(let direction): cutter.arm(direction)
        }
        // Traffic has half a second to come to where it is cut.
        let counts = { proxy.counts.faults + cutter.cuts }
        _ = try await holds(within: .milliseconds(500)) { counts() > before || proxy.counts.open == 0 }
        await proxy.change { $0.cut = nil }
        cutter.arm(nil)
        guard counts() > before else { return false }
        board.note { _ in "kill \(breakage)" }
        return true
    }

    private func holds(within limit: Duration, _ condition: () -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while !condition() {
            guard .now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(3))
        }
        return true
    }
}
