import Foundation
@testable import GrapnelKit
import TestSupport
import Testing

@testable import GrapnelStore

/// A removed account has left the whole profile, and the search that says so can be believed.
struct RemovalTests {
    private static let canary = "canary-5e1f"
    private let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    /// The files below the profile that hold a text, found by this test's own search.
    private func traces(of text: String) throws -> [String] {
        let root = URL(fileURLWithPath: test.directory.data)
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        var found: [String] = []
        for case let file as URL in files where !file.hasDirectoryPath {
            if try Data(contentsOf: file).range(of: Data(text.utf8)) != nil { found.append(file.lastPathComponent) }
        }
        return found.sorted()
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    /// Alice, who is to go, and Carol, who stays and knows Bob too.
    private func filled() async throws -> Profile {
        let profile = try await test.open()
        var account = AccountRecord(try jid(alice), passwordCommand: "echo \(Self.canary)-command")
        account.scramKeys = Array("\(Self.canary)-keys-of-alice".utf8)
        try await profile.add(account)
        try await profile.add(AccountRecord(try jid("carol@example.org")))
        for owner in [alice, "carol@example.org"] {
            let items = [RosterItem(jid: try jid("robert-the-common@example.org"), name: "Robert, known to both")]
            try await profile.replaceRoster(of: try jid(owner), with: items, version: nil)
        }
        for index in 0..<300 {
            let peer = try conversation(alice, "\(Self.canary)\(index % 5)@example.org")
            let text = "\(Self.canary) says number \(index) " + String(repeating: "x", count: index * 40 % 9000)
            let draft = JournalDraft(
                peer, direction: index % 2 == 0 ? .outgoing : .incoming, author: alice, body: text,
                stanzaID: "\(Self.canary)-id-\(index)")
            _ = try await profile.append(draft)
            let kept = JournalDraft(
                try conversation("carol@example.org", "bob@example.org"), direction: .incoming, author: bob,
                body: "what Bob told Carol, number \(index)")
            _ = try await profile.append(kept)
        }
        _ = try await profile.createWorkspace("Work")
        try await profile.add(try conversation(alice, "\(Self.canary)1@example.org"), toWorkspace: "Work", at: nil)
        try await profile.setSetting("\(alice)/archive/cursor", of: "archive", to: "\(Self.canary)-cursor")
        try await profile.setSetting("theme", of: "core", to: "dark")
        try write("a picture", to: "\(test.directory.cache)/captcha-abc.png")
        return profile
    }

    private func expectGone(_ profile: Profile) async throws {
        #expect(try traces(of: Self.canary) == [])
        #expect(try traces(of: alice) == [])
        #expect(!FileManager.default.fileExists(atPath: "\(test.directory.cache)/captcha-abc.png"))
        #expect(!FileManager.default.fileExists(atPath: "\(test.directory.data)/removing"))
        #expect(try await profile.integrityCheck().isEmpty)
        let kept = try conversation("carol@example.org", "bob@example.org")
        #expect(try await profile.journal(of: kept, limit: 1000).count == 300)
        #expect(try await profile.setting("theme", of: "core") == "dark")
        #expect(try await profile.workspace("Work")?.conversations.isEmpty == true)
    }

    @Test("Messages, keys, settings, pictures and the lines of the history are gone, and the search says so")
    func everything() async throws {
        let profile = try await filled()
        let long = "\(Self.canary) says number 2 " + String(repeating: "x", count: 80)
        try write(
            "/connect Alice@Example.org\n/msg somebody@example.org \(long)\n\(long)\n/msg \(Self.canary)1@example.org hi\n"
                + "/msg robert-the-common@example.org hello\n/help\n",
            to: test.directory.history)
        try write("libfoo: cannot reach \(alice)\nlibfoo: other words\n", to: test.directory.log)
        let report = try #require(try await profile.removeAccount(try jid(alice), searching: true))
        try await expectGone(profile)
        #expect(report.traces == [] && report.shared > 0)
        #expect(report.files >= 4 && report.octets > 100_000 && report.needles > 100)
        let history = try String(contentsOfFile: test.directory.history, encoding: .utf8)
        #expect(history == "/msg robert-the-common@example.org hello\n/help\n")
        #expect(try String(contentsOfFile: test.directory.log, encoding: .utf8) == "libfoo: other words\n")
    }

    @Test("What is left somewhere is named with its file")
    func left() async throws {
        let profile = try await filled()
        let elsewhere = "\(test.directory.config)/startup"
        let ids = (0..<300).map { "\(Self.canary)-id-\($0)" }.joined(separator: " ")
        try write("/connect \(alice)\n\(ids)\n", to: elsewhere)
        try await profile.setSetting("accounts", of: "plugin", to: "[\"\(alice)\"]")
        let report = try #require(try await profile.removeAccount(try jid(alice), searching: true))
        #expect(report.traces.map(\.path) == [elsewhere, test.directory.database])
        #expect(report.traces.first?.origins == ["address", "journal.stanzaID"])
        #expect(report.traces.last?.origins == ["address"])
    }

    @Test("An address that another account knows is that account's, and not reported as left")
    func shared() async throws {
        let profile = try await filled()
        try await profile.replaceRoster(
            of: try jid("carol@example.org"), with: [RosterItem(jid: try jid(alice), name: "Alice")], version: nil)
        let report = try #require(try await profile.removeAccount(try jid(alice), searching: true))
        #expect(report.traces == [] && report.shared > 0)
        #expect(try traces(of: Self.canary) == [])
        #expect(try await profile.roster(of: try jid("carol@example.org")).items.count == 1)
    }

    @Test("A removal that was cut short is finished at the next start", arguments: [true, false])
    func interrupted(isErased: Bool) async throws {
        var profile = try await filled()
        try write("/connect \(alice)\n/help\n", to: test.directory.history)
        try write(alice + "\n", to: "\(test.directory.data)/removing")
        if isErased {
            // As kill -9 leaves it behind the commit: the rows are gone, their octets are in the log beside the database.
            try await profile.close()
            try await sqlite(
                "db.execute('DELETE FROM account WHERE jid = ?', ['\(alice)']); db.commit(); os._exit(0)")
            #expect(try traces(of: Self.canary).contains("profile.sqlite"))
            profile = try await test.open()
        } else {
            profile = try await test.reopened(profile)
        }
        let outcome = try #require(try await profile.finishRemoval())
        #expect(outcome.account == alice && outcome.report.traces == [])
        try await expectGone(profile)
        #expect(try String(contentsOfFile: test.directory.history, encoding: .utf8) == "/help\n")
        #expect(try await profile.finishRemoval() == nil)
    }

    @Test("An account that is not there is an error, and nothing is written")
    func missing() async throws {
        let profile = try await filled()
        let error = await refusal { try await profile.removeAccount(try jid("nobody@example.org")) }
        #expect(error?.condition == .missing)
        #expect(!FileManager.default.fileExists(atPath: "\(test.directory.data)/removing"))
    }

    @Test("Every table that refers to an account, or to what does, lets its rows go with it")
    func cascades() async throws {
        try await test.open().close()
        let tables = try await sqlite(
            """
            print([r for r in db.execute('SELECT m.name, f."from", f.on_delete FROM sqlite_master m, '
                'pragma_foreign_key_list(m.name) f') if r[2] != 'CASCADE'])
            """)
        #expect(tables == "[]")
    }

    /// Runs a piece of Python on the database of the profile, which nobody has open; answers what it printed.
    @discardableResult
    private func sqlite(_ code: String) async throws -> String {
        let opening = """
            import os, sqlite3
            db = sqlite3.connect('\(test.directory.database)')
            db.execute('PRAGMA foreign_keys = ON')
            db.execute('PRAGMA secure_delete = ON')
            """
        let output = try await ChildProcess.run(["/usr/bin/env", "python3", "-c", "\(opening)\n\(code)\n"])
        return output.split(separator: "\n").joined(separator: "\n")
    }
}

@Suite("Searching octets")
struct NeedleSearchTests {
    @Test("A piece is found wherever it stands, as often as it does, across the seam of two reads too")
    func places() throws {
        let needles = ["alpha-needle-one", "alpha-needle-two"].compactMap { Needle("test", $0.utf8) }
        let search = NeedleSearch(needles)
        let text = Array("alpha-needle-onealpha-needle-oalpha-needle-two--alpha-needle-one".utf8)
        #expect(search.hits(in: text, before: text.count) == [0: 2, 1: 1])
        #expect(search.hits(in: text, before: 1) == [0: 1])
        #expect(search.hits(in: [], before: 0) == [:])
        let directory = try TestProfile()
        try directory.directory.create()
        let path = "\(directory.directory.state)/big"
        let seam = (1 << 20) - 7
        var octets = [UInt8](repeating: 0x61, count: seam) + Array("alpha-needle-two".utf8)
        octets += [UInt8](repeating: 0x62, count: 1 << 20) + Array("alpha-needle-one".utf8)
        try Data(octets).write(to: URL(fileURLWithPath: path))
        let files = ProfileFiles(directory: directory.directory)
        let found = try files.search(path, for: search)
        #expect(found.hits == [0: 1, 1: 1] && found.octets == octets.count)
        #expect(files.all().contains(path))
    }

    @Test("What is too common to prove anything is no needle")
    func common() {
        #expect(Needle("test", "short".utf8) == nil)
        #expect(Needle("test", String(repeating: "ab", count: 30).utf8) == nil)
        #expect(Needle("test", String(repeating: "abcdef", count: 30).utf8)?.octets.count == 48)
    }
}
