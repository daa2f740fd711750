import Foundation
import GrapnelKit
import TestSupport
import Testing

@testable import GrapnelStore

/// A database that is not in order is told by one sentence and left as it is.
struct DamageTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
        try test.directory.create()
    }

    private func bytes() throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: test.directory.database))
    }

    private func put(_ data: Data) throws {
        try data.write(to: URL(fileURLWithPath: test.directory.database))
    }

    @Test(arguments: [16, 100, 5000])
    func garbageIsLeftAsItIs(_ size: Int) async throws {
        let garbage = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) })
        try put(garbage)
        let error = await refusal { _ = try await test.open() }
        #expect(error?.condition == .unreadable)
        #expect(
            error?.sentence
                == "\(test.directory.database) is damaged or no profile and was left as it is; "
                + "move it away to begin a new one, or put a backup in its place (file is not a database)")
        #expect(try bytes() == garbage)
    }

    @Test func anEmptyFileBecomesAProfile() async throws {
        try put(Data())
        #expect(try await test.open().accounts().isEmpty)
    }

    @Test func anEmptiedDatabaseDoesNotTakeItsLogAlong() async throws {
        try put(Data())
        let log = "\(test.directory.database)-wal"
        try Data(repeating: 7, count: 4096).write(to: URL(fileURLWithPath: log))
        let error = await refusal { _ = try await test.open() }
        #expect(error?.condition == .unreadable)
        #expect(error?.detail == "it is empty, but its log is not")
        #expect(try Data(contentsOf: URL(fileURLWithPath: log)).count == 4096)
    }

    @Test func aDamagedHeaderIsLeftAsItIs() async throws {
        let profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        try await profile.close()
        var damaged = try bytes()
        damaged.replaceSubrange(0..<16, with: Data(repeating: 0, count: 16))
        try put(damaged)
        #expect(await refusal { _ = try await test.open() }?.condition == .unreadable)
        #expect(try bytes() == damaged)
    }

    @Test func damagedPagesAreFoundWithoutATrap() async throws {
        let profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        let bodies = (0..<500).map { String(repeating: "\($0)", count: 100) }
        for body in bodies {
            let draft = JournalDraft(try conversation(), direction: .incoming, author: bob, body: body)
            _ = try await profile.append(draft)
        }
        try await profile.close()
        let sound = try bytes()
        var found = 0
        for page in 2..<40 where (page + 1) * 4096 <= sound.count {
            var damaged = sound
            damaged.replaceSubrange(page * 4096..<page * 4096 + 200, with: Data(repeating: 0x5A, count: 200))
            try put(damaged)
            let error = await refusal {
                let profile = try await test.open()
                let faults = try await profile.integrityCheck()
                _ = try await profile.accounts()
                let entries = try await profile.journal(of: try conversation(), limit: 1000)
                _ = try await profile.pending(of: try jid(alice))
                try await profile.close()
                // A page that holds nothing at present can be damaged without harm.
                #expect(!faults.isEmpty || entries.map(\.body) == bodies)
                if !faults.isEmpty { found += 1 }
            }
            if error != nil { found += 1 }
            #expect(error == nil || error?.condition == .unreadable || error?.condition == .missing)
        }
        #expect(found > 20)
    }

    @Test(
        arguments: [
            "UPDATE account SET security = 'none'", "UPDATE account SET jid = '@@'", "UPDATE account SET port = 70000",
            "UPDATE account SET port = -1", "UPDATE account SET scramKeys = NULL, jid = ''",
        ]
    )
    func aValueThatNoGrapnelWritesIsNoTrap(_ change: String) async throws {
        var profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        profile = try await test.reopened(profile, .current(then: change))
        let error = await refusal { _ = try await profile.accounts() }
        #expect(error?.condition == .unreadable)
        #expect(error?.detail == "a row holds what no Grapnel writes")
    }

    @Test func aLinkIsNotFollowed() async throws {
        let elsewhere = try test.temporary.write("precious", to: "elsewhere")
        try FileManager.default.createSymbolicLink(
            atPath: test.directory.database, withDestinationPath: elsewhere)
        #expect(await refusal { _ = try await test.open() }?.condition == .unreadable)
        #expect(try test.temporary.read("elsewhere") == "precious")
    }

    @Test func aDirectoryInThePlaceOfTheDatabaseIsTold() async throws {
        try FileManager.default.createDirectory(atPath: test.directory.database, withIntermediateDirectories: false)
        #expect(await refusal { _ = try await test.open() }?.condition == .unreadable)
    }
}
