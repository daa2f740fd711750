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
        var lost = 0
        for moment in moments.sorted() {
            // Where messages were lost the moment does not come; the connection breaks all the same.
            let due = moment - lost
            if await !board.wait(within: .seconds(5), until: { $0.arrived >= due }) {
                lost = max(lost, moment - board.state.arrived)
            }
            // Most while messages flow, some in the middle of a login.
            let isEarly = Int.random(in: 0..<6, using: &generator) == 0
            let losses = board.state.losses
            repeat {
                _ = await board.wait(within: .seconds(30)) { $0.isOnline || isEarly && $0.isConnecting }
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...40, using: &generator)))
            } while try await !inflict(Breakage.random(using: &generator))
            if await !board.wait(within: .seconds(20), until: { $0.losses > losses }) {
                board.complain("a broken connection was not noticed within 20 seconds")
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
        let isDone = try await isBroken(since: before)
        await proxy.change { $0.cut = nil }
        cutter.arm(nil)
        guard isDone || proxy.counts.faults + cutter.cuts > before else { return false }
        board.note { _ in "kill \(breakage)" }
        return true
    }

    /// Gives traffic half a second to come to where it is cut.
    private func isBroken(since count: Int) async throws -> Bool {
        for _ in 0..<100 {
            if proxy.counts.faults + cutter.cuts > count { return true }
            guard proxy.counts.open > 0 else { return false }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }
}
