import GrapnelKit
import TestSupport
import Testing

@testable import GrapnelClient

@Suite("Password commands")
struct PasswordCommandTests {
    @Test("The first line of the output is the password")
    func firstLine() async throws {
        #expect(try await PasswordCommand.run("printf 'secret word\\nlogin: alice\\n'") == "secret word")
    }

    @Test(
        "A command that gives none is named with the reason, and nothing that it printed",
        arguments: [("true", "it printed nothing"), ("echo hidden; exit 3", "it ended with status 3")])
    func refused(command: String, reason: String) async throws {
        let error = await #expect(throws: CommandError.self) { try await PasswordCommand.run(command) }
        #expect(error?.description.contains("“\(command)” gave no password: \(reason)") == true)
        #expect(error?.description.split(separator: command).joined().contains("hidden") == false)
    }

    @Test("Whoever gives up does not wait for the command, even one that does not listen")
    func cancelled() async throws {
        let task = Task { try await PasswordCommand.run("trap '' TERM; sleep 50") }
        task.cancel()
        try await within("the end of the command", limit: .seconds(10)) {
            _ = await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
