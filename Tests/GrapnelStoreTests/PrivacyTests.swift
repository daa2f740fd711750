import Foundation
import Glibc
import GrapnelKit
import Testing

@testable import GrapnelStore

/// One after the other, as the umask is the whole process's.
@Suite(.serialized)
struct PrivacyTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func everyFileIsPrivateWhateverTheUmask() async throws {
        let before = umask(0)
        defer { umask(before) }
        let profile = try await test.open()
        try await profile.add(AccountRecord(try jid(alice)))
        for directory in [test.directory.data, test.directory.config, test.directory.state, test.directory.cache] {
            #expect(try mode(directory) == 0o700)
        }
        let database = test.directory.database
        for file in [database, "\(database)-wal", "\(database)-shm", test.directory.lock] {
            #expect(try mode(file) == 0o600, "\(file)")
        }
    }

    @Test func hygieneMakesNewFilesPrivateAndForbidsCoreDumps() async throws {
        let before = umask(0o022)
        defer { umask(before) }
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        #expect(ProcessHygiene.apply())
        #expect(umask(0o077) == 0o077)
        getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        #expect(limit.rlim_max == 0)
    }
}
