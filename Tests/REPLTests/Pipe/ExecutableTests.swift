import Foundation
import TestSupport
import Testing

@testable import REPL

/// The real executable on a profile of its own, without a network.
@Suite("The executable")
struct ExecutableTests {
    /// It lies beside the tests.
    private static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("grapnel").path

    private func run(
        _ arguments: [String], input: String? = nil, in directory: TemporaryDirectory
    ) async throws -> (status: Int32, output: [String]) {
        let child = try await ChildProcess([Self.path] + arguments + ["--profile", directory.path])
        if let input { try child.send(input) }
        child.closeInput()
        let status = try await child.wait()
        return (status, child.output.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("* ") })
    }

    @Test("Lines in, lines out, errors with the number of their line, and a status")
    func pipe() async throws {
        let directory = try TemporaryDirectory()
        let good = try await run([], input: "/account add alice@example.invalid\n\n/account\n", in: directory)
        #expect(good.status == 0)
        #expect(
            good.output == [
                "Added alice@example.invalid; type /connect to go online.", "alice@example.invalid  offline",
            ])
        let bad = try await run(["--offline"], input: "/nope\nhello\n /quit\n/account show", in: directory)
        #expect(bad.status == 1)
        for start in ["line 1: ", "line 2: No conversation is open", "line 3: There is a blank before the slash"] {
            #expect(bad.output.contains { $0.hasPrefix(start) })
        }
        #expect(bad.output.contains { $0.hasPrefix("address") && $0.contains("alice@example.invalid") })
    }

    @Test("Commands as arguments, and what follows /quit is not run")
    func commands() async throws {
        let directory = try TemporaryDirectory()
        let result = try await run(["-c", "/help quit", "-c", "/quit", "-c", "/nope"], in: directory)
        #expect(result.status == 0)
        #expect(result.output.first == "/quit: leave")
        let wrong = try await run(["-c", "/nope"], in: directory)
        #expect(wrong.status == 1)
        #expect(wrong.output.contains { $0.hasPrefix("-c 1: ") })
    }

    @Test("A script, with the file's name in its errors")
    func script() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("/help clear\r\n/nope\n", to: "script.txt")
        let result = try await run(["run", path], in: directory)
        #expect(result.status == 1)
        #expect(result.output.contains("/clear: empty the screen"))
        #expect(result.output.contains { $0.hasPrefix("\(path):2: ") })
        #expect(try await run(["run", directory.path(of: "missing")], in: directory).status == 64)
    }

    @Test("What is waited for and does not come has a status of its own")
    func waiting() async throws {
        let directory = try TemporaryDirectory()
        let seen = try await run(["-c", "/help", "--wait-for", "explains (one|two)"], in: directory)
        #expect(seen.status == 0)
        let missing = try await run(
            ["-c", "/help", "--wait-for", "nothing like it", "--timeout", "0.2"], in: directory)
        #expect(missing.status == 124)
        #expect(missing.output.last == "grapnel: “nothing like it” did not appear within 0.2 s.")
    }

    @Test("A message that cannot leave yet is kept and told")
    func outbox() async throws {
        let directory = try TemporaryDirectory()
        _ = try await run(
            ["-c", "/account add alice@example.invalid", "-c", "/account disable alice@example.invalid"], in: directory)
        let result = try await run(["send", "bob@example.invalid", "hello", "there"], in: directory)
        #expect(result.status == 1)
        #expect(result.output.contains { $0.contains("A message to bob@example.invalid is not sent yet") })
    }

    @Test("In a terminal: prompt, a command, the end, and the terminal as it was", .timeLimit(.minutes(1)))
    func interactive() async throws {
        let directory = try TemporaryDirectory()
        let pseudo = try PseudoTerminal(columns: 40)
        let before = pseudo.modes
        let environment = ["TERM": "xterm", "LANG": "C.UTF-8", "HOME": directory.path, "NO_COLOR": "1"]
        let pid = try pseudo.start([Self.path, "--profile", directory.path], environment: environment)
        try await pseudo.wait("the prompt below the welcome") {
            $0.beforeCursor == "grapnel > " && $0.lines.first == "There is no account yet. Three lines to"
        }
        pseudo.type("/account add alice@example.invalid\r")
        try await pseudo.wait("the answer") { $0.lines.contains("  Added alice@example.invalid; type") }
        pseudo.type("/acc\t")
        try await pseudo.wait("the completion") { $0.beforeCursor == "grapnel > /account " }
        pseudo.type("\u{3}hello\r")
        try await pseudo.wait("the complaint") { $0.lines.contains { $0.hasPrefix("! No conversation is open") } }
        kill(pid, SIGTERM)
        try await pseudo.wait("the end of bracketed paste") { !$0.isPasteBracketed }
        var status: Int32 = 0
        #expect(waitpid(pid, &status, 0) == pid)
        #expect((status >> 8) & 0xFF == 128 + SIGTERM)
        #expect(pseudo.modes == before)
        #expect(try directory.read("state/history") == "/account add alice@example.invalid\nhello\n")
    }

    @Test(
        "Letters beyond ASCII can be typed where no locale is set, and where it is not there",
        .timeLimit(.minutes(1)), arguments: [[:], ["LANG": "xx_XX.UTF-8"]])
    func locale(_ language: [String: String]) async throws {
        let directory = try TemporaryDirectory()
        let pseudo = try PseudoTerminal()
        let environment = ["TERM": "xterm", "HOME": directory.path, "NO_COLOR": "1"].merging(language) { $1 }
        let pid = try pseudo.start([Self.path, "--profile", directory.path], environment: environment)
        try await pseudo.wait("the prompt") { $0.beforeCursor == "grapnel > " }
        pseudo.type("grüßeé\u{7F}")
        try await pseudo.wait("the letters") { $0.beforeCursor == "grapnel > grüße" }
        pseudo.type("\r")
        try await pseudo.wait("the complaint") { $0.lines.contains { $0.hasPrefix("! No conversation is open") } }
        kill(pid, SIGTERM)
        var status: Int32 = 0
        #expect(waitpid(pid, &status, 0) == pid)
        #expect(try directory.read("state/history") == "grüße\n")
    }
}
