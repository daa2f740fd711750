import Foundation
import GrapnelKit
import TestSupport
import Testing

@testable import GrapnelStore

struct OpeningTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    @Test func aNewProfileIsSoundAndEmpty() async throws {
        let profile = try await test.open()
        #expect(try await profile.accounts().isEmpty)
        #expect(try await profile.conversations().isEmpty)
        #expect(try await profile.workspaces().isEmpty)
        #expect(try await profile.integrityCheck().isEmpty)
    }

    @Test func aClosedProfileSaysSo() async throws {
        let profile = try await test.open()
        try await profile.close()
        try await profile.close()
        let error = await refusal { _ = try await profile.accounts() }
        #expect(error?.condition == .closed)
        #expect(error?.sentence == "the profile \(test.directory.data) is closed; start Grapnel again")
        #expect(await refusal { try await profile.removeAccount(try jid(alice)) }?.condition == .closed)
        #expect(await refusal { try await profile.add(AccountRecord(try jid(alice))) }?.condition == .closed)
    }

    @Test func aWriteOfACancelledTaskIsStillMade() async throws {
        let profile = try await test.open()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await profile.add(AccountRecord(try jid(alice)))
        }
        try await task.value
        #expect(try await profile.accounts().count == 1)
    }

    @Test func aDatabaseThatCannotBeWrittenIsTold() async throws {
        let error = await refusal { _ = try await test.open(.current(then: "PRAGMA query_only = ON")) }
        #expect(
            error?.sentence
                == "\(test.directory.database) cannot be written; check its permissions and its file system "
                + "(attempt to write a readonly database)")
    }
}
