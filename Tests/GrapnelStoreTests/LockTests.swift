import Foundation
import GrapnelKit
import TestSupport
import Testing

@testable import GrapnelStore

struct LockTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    private var sentence: String {
        "another Grapnel uses the profile in \(test.directory.data); quit that one, or choose another with --profile"
    }

    @Test func aSecondOpeningIsRefusedUntilTheFirstCloses() async throws {
        let first = try await test.open()
        let error = await refusal { _ = try await test.open() }
        #expect(error?.condition == .inUse)
        #expect(error?.sentence == "\(sentence) (process \(ProcessInfo.processInfo.processIdentifier))")
        try await first.add(AccountRecord(try jid(alice)))
        try await first.close()
        #expect(try await test.open().accounts().count == 1)
    }

    @Test func aProfileThatIsDroppedIsFreeAgain() async throws {
        try await test.open().add(AccountRecord(try jid(alice)))
        #expect(try await test.open().accounts().count == 1)
    }

    /// The lock is the kernel's, so what holds it may be any program, and its end frees the profile however it came.
    @Test func anotherProcessKeepsUsOutUntilItEnds() async throws {
        try await test.open().close()
        let holder = try await ChildProcess([
            "flock", "--exclusive", test.directory.lock, "sh", "-c", "echo locked; read line",
        ])
        try await holder.line(containing: "locked")
        let error = await refusal { _ = try await test.open() }
        #expect(error?.condition == .inUse)
        #expect(error?.sentence.hasPrefix(sentence) == true)
        try holder.send("end\n")
        _ = try await holder.wait()
        _ = try await test.open().accounts()
    }

    @Test func aRefusedOpeningLetsTheLockGo() async throws {
        try await test.open(.current(then: "CREATE TABLE later (id INTEGER)")).close()
        #expect(await refusal { _ = try await test.open() }?.condition == .newer)
        #expect(await refusal { _ = try await test.open() }?.condition == .newer)
    }
}
