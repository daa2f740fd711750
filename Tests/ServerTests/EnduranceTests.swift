import TestSupport
import Testing

/// The short form of `scripts/endure`; what the counts mean stands in docs/endurance.md.
@Suite("Nothing is lost and nothing comes twice, whatever breaks", .timeLimit(.minutes(3)))
struct EnduranceTests {
    private static let programs = ServerSetup.Program.allCases

    /// What a run prints last, as `lost=0`.
    private func counts(_ arguments: [String]) async throws -> [String: Int] {
        let build = try BuildFolder.ofThisRun()
        let script = ["\(build.sources)/scripts/endure"] + arguments + ["--built", build.path]
        let child = try await ChildProcess(script)
        child.closeInput()
        let status = try await child.wait(within: .seconds(150))
        let pairs = child.output.split(separator: "\n").last?.split(separator: " ").map { $0.split(separator: "=") }
        var counts: [String: Int] = [:]
        for pair in pairs ?? [] where pair.count == 2 { counts["\(pair[0])"] = Int(pair[1]) }
        guard status == 0 else { throw TestFailure("status \(status): \(child.output.suffix(4_000))") }
        return counts
    }

    private func expectNoFault(_ counts: [String: Int]) {
        for fault in ["lost", "doubled", "reordered", "unsent"] { #expect(counts[fault] == 0, "\(fault): \(counts)") }
    }

    @Test(
        "Connections that break under messages both ways, and resumptions that are refused", arguments: programs)
    func stream(_ program: ServerSetup.Program) async throws {
        let counts = try await counts(
            ["stream", "--server", program.rawValue, "--messages", "200", "--kills", "16", "--seed", "7"])
        expectNoFault(counts)
        #expect(counts["sent"] == 200 && counts["received"] == 200 && counts["kills"] == 16)
        #expect(counts["resumed", default: 0] > 0 && counts["refused", default: 0] > 0, "\(counts)")
    }

    @Test("A program that is killed at any moment, and started again", arguments: programs)
    func kill(_ program: ServerSetup.Program) async throws {
        let counts = try await counts(["kill", "--server", program.rawValue, "--count", "10", "--seed", "7"])
        expectNoFault(counts)
        #expect(counts["kills"] == 10 && counts["intact"] == 10)
    }
}
