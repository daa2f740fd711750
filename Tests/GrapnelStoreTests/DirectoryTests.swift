import Foundation
import Glibc
import GrapnelKit
import TestSupport
import Testing

@testable import GrapnelStore

struct DirectoryTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func everythingStandsBelowTheDirectoryOfChoice() throws {
        let directory = try ProfileDirectory(at: "/srv/grapnel/")
        #expect(directory.data == "/srv/grapnel")
        #expect(directory.config == "/srv/grapnel/config")
        #expect(directory.state == "/srv/grapnel/state")
        #expect(directory.cache == "/srv/grapnel/cache")
        #expect(directory.database == "/srv/grapnel/profile.sqlite")
    }

    @Test func aRelativePathCountsFromTheWorkingDirectory() throws {
        let working = FileManager.default.currentDirectoryPath
        // SQLite reads "file:" at the start of a name as a URI; an absolute path cannot begin with it.
        #expect(try ProfileDirectory(at: "file:x?mode=memory").data == "\(working)/file:x?mode=memory")
        #expect(throws: StoreError(.noDirectory, "")) { try ProfileDirectory(at: "") }
    }

    @Test func followsTheXDGVariables() throws {
        let environment = [
            "HOME": "/home/alice", "XDG_DATA_HOME": "/data", "XDG_CONFIG_HOME": "relative", "XDG_STATE_HOME": "",
        ]
        let directory = try ProfileDirectory(environment: environment)
        #expect(directory.data == "/data/grapnel")
        #expect(directory.config == "/home/alice/.config/grapnel")
        #expect(directory.state == "/home/alice/.local/state/grapnel")
        #expect(directory.cache == "/home/alice/.cache/grapnel")
    }

    @Test func withoutAHomeThereIsNoPlace() async {
        let error = await refusal { _ = try ProfileDirectory(environment: [:]) }
        #expect(
            error?.sentence
                == "there is no place for a profile because HOME is not set; set it, or name a directory with --profile"
        )
    }

    @Test func aDatabaseThatOthersCouldReadIsNarrowed() async throws {
        try await test.open().close()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: test.directory.database)
        let profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        #expect(try mode(test.directory.database) == 0o600)
        #expect(try mode("\(test.directory.database)-wal") == 0o600)
    }

    @Test func aDirectoryThatOthersCanWriteToIsRefused() async throws {
        try test.directory.create()
        try FileManager.default.setAttributes([.posixPermissions: 0o770], ofItemAtPath: test.directory.data)
        let error = await refusal { _ = try await test.open() }
        #expect(
            error?.sentence
                == "others can write to \(test.directory.data), so nothing was read; "
                + "run chmod go-w on it, or choose another with --profile")
        #expect(!FileManager.default.fileExists(atPath: test.directory.database))
    }

    @Test func aDirectoryOfAnotherUserIsRefused() async throws {
        // Root's for a user, and for root one that is made another's.
        var path = "/"
        if geteuid() == 0 {
            try test.directory.create()
            path = test.directory.data
            #expect(chown(path, 12345, 12345) == 0)
        }
        let error = await refusal {
            let directory = try ProfileDirectory(at: path)
            guard geteuid() == 0 else { return try directory.create() }
            _ = try await Profile.open(in: directory)
        }
        #expect(error?.condition == .foreign)
        #expect(
            error?.sentence == "\(path) belongs to another user, so nothing was read; choose another with --profile")
    }

    @Test func aFileInThePlaceOfTheDirectoryIsTold() async throws {
        let path = try test.temporary.write("text", to: "file")
        let error = await refusal { _ = try await Profile.open(in: try ProfileDirectory(at: path)) }
        #expect(error?.sentence == "the directory \(path) cannot be used; check the path and its permissions")
        #expect(try test.temporary.read("file") == "text")
    }

    @Test func aPlaceThatCannotBeWrittenIsTold() async throws {
        let error = await refusal { _ = try await Profile.open(in: try ProfileDirectory(at: "/sys/grapnel")) }
        #expect(error?.condition == .readOnly)
        let start = "/sys/grapnel cannot be written; check its permissions and its file system ("
        #expect(error?.sentence.hasPrefix(start) == true)
    }
}
