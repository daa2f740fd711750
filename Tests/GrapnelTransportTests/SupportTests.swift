import Foundation
import Testing
import TestSupport

@Suite(.timeLimit(.minutes(1))) struct SupportTests {
    @Test func childIsReadFedAndReaped() async throws {
        let child = try await ChildProcess(["sh", "-c", "echo ready; read line; echo \"got $line\"; exit 3"])
        try await child.line(containing: "ready")
        try child.send("this\n")
        #expect(try await child.line(containing: "got") == "got this")
        #expect(try await child.wait() == 3)
    }

    @Test func childIsEndedByPid() async throws {
        let child = try await ChildProcess(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"])
        try await child.line(containing: "ready")
        try await child.terminate(within: .milliseconds(100))
        #expect(child.status == 128 + SIGKILL)
    }

    @Test func childThatPrintsSomethingElseFailsTheWait() async throws {
        let child = try await ChildProcess(["echo", "other"])
        await #expect(throws: TestFailure.self) { try await child.line(containing: "expected") }
    }

    @Test func certificatesVerifyAgainstTheirAuthority() async throws {
        let authority = try await TestCertificates()
        let identity = try await authority.issue("example.org", alternatives: ["127.0.0.1"])
        let verdict = try await ChildProcess.run(
            ["openssl", "verify", "-CAfile", authority.caFile, "-verify_hostname", "example.org", identity.certificate]
        )
        #expect(verdict.hasSuffix("OK\n"))
        #expect(try await authority.fingerprint(of: identity).count == 64)

        let expired = try await authority.issue(["example.org"], validity: .seconds(-7200) ... .seconds(-3600))
        await #expect(throws: TestFailure.self) {
            try await ChildProcess.run(["openssl", "verify", "-CAfile", authority.caFile, expired.certificate])
        }
    }

    @Test func temporaryDirectoryGoesWithItsOwner() throws {
        var directory: TemporaryDirectory? = try TemporaryDirectory()
        let file = try directory?.write("text", to: "file")
        let path = try #require(file)
        #expect(FileManager.default.fileExists(atPath: path))
        directory = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
