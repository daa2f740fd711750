import Foundation
import TestSupport
import Testing

@testable import REPL

@Suite("History file")
struct HistoryFileTests {
    @Test("Entries come back as they were, with line breaks and backslashes")
    func roundTrip() throws {
        let directory = try TemporaryDirectory()
        let file = HistoryFile(path: directory.path(of: "history"))
        #expect(file.load().isEmpty)
        let entries = ["one", "two\nrows", #"C:\new"#, "grüße 👍", #"\\"#]
        for entry in entries { #expect(file.append(entry)) }
        #expect(file.load() == entries)
    }

    @Test("It is bounded, private, and never follows a link")
    func bounds() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "history")
        let file = HistoryFile(path: path)
        #expect(file.replace(with: (0..<3_000).map { "line \($0)" }))
        #expect(file.load().count == HistoryFile.bound)
        #expect(file.load().last == "line 2999")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(file.append("last"))
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        try directory.write("elsewhere\n", to: "other")
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: directory.path(of: "other"))
        #expect(file.load().isEmpty)
        #expect(!file.append("never"))
        #expect(try directory.read("other") == "elsewhere\n")
    }
}
