@testable import GrapnelClient
import TestSupport
import Testing

@Suite("Manifests")
struct ManifestTests {
    /// A manifest with some of its fields replaced; an empty text leaves one out.
    private static func manifest(_ changes: [String: String]) -> String {
        var fields = [
            "id": #""fine""#, "name": #""Fine""#, "version": #""1.0.0""#, "description": #""for a test""#,
            "license": #""MIT""#, "requires": #"{ "kit": ">=0.1 <1.0" }"#,
        ]
        fields.merge(changes) { $1 }
        return "{ " + fields.filter { !$0.value.isEmpty }.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + " }"
    }

    /// What is wrong with a manifest, without the file's path.
    private func refusal(_ manifest: String) throws -> String? {
        let folder = try PluginFolder()
        try folder.install("it", manifest: manifest)
        let result = PluginLocator.search(folder.searchPath)
        #expect(result.found.count + result.refused.count == 1)
        let path = folder.path(of: "manifest.json", of: "it")
        for refused in result.refused {
            #expect(refused.condition == .manifest)
            #expect(refused.description.hasPrefix("The manifest \(path) cannot be used: "))
            #expect(refused.description.hasSuffix(". Install the plugin again."))
        }
        return result.refused.first?.detail
    }

    @Test("One that is in order is found, with its library beside it")
    func fine() throws {
        let folder = try PluginFolder()
        try folder.install("it", manifest: Self.manifest([:]))
        let found = try #require(PluginLocator.search(folder.searchPath).found.first)
        #expect(found.manifest.id == "fine")
        #expect(found.libraryPath == folder.path(of: "libFine.so", of: "it"))
    }

    @Test(
        "A field that is missing or of another form is named",
        arguments: [
            (["id": ""], "it has no “id”"),
            (["license": ""], "it has no “license”"),
            (["requires": "{}"], "it has no “requires.kit”"),
            (["name": "7"], "its “name” has another form"),
            (["provides": #"{ "commands": "ping" }"#], "its “provides.commands” has another form"),
            (["version": "null"], "its “version” is empty"),
        ])
    func fields(changes: [String: String], reason: String) throws {
        #expect(try refusal(Self.manifest(changes)) == reason)
    }

    @Test(
        "What is no JSON object is no manifest", arguments: ["", "{", "[]", "7", "{ \"id\": }", "\u{0}\u{1}", "null"])
    func noJSON(text: String) throws {
        #expect(try refusal(text) == "it is no JSON object")
    }

    @Test("An id is small letters, digits and hyphens", arguments: ["", "Ping", "pi ng", "../x", "ping\\u0000", "ü"])
    func ids(id: String) throws {
        #expect(
            try refusal(Self.manifest(["id": "\"\(id)\""])) == "its id is not made of small letters, digits and hyphens"
        )
    }

    @Test("An id has at most 64 letters")
    func longID() throws {
        #expect(try refusal(Self.manifest(["id": "\"\(String(repeating: "a", count: 64))\""])) == nil)
        #expect(try refusal(Self.manifest(["id": "\"\(String(repeating: "a", count: 65))\""])) != nil)
    }

    @Test("Nobody takes the name of the core or of the front", arguments: ["core", "core-extra", "front"])
    func reserved(id: String) throws {
        #expect(try refusal(Self.manifest(["id": "\"\(id)\""])) == "the id “\(id)” is not for plugins")
    }

    @Test(
        "A library lies beside its manifest",
        arguments: ["../libc.so", "/lib/libc.so", "a/b.so", "lib.dll", "x\\u0000.so"])
    func library(name: String) throws {
        #expect(
            try refusal(Self.manifest(["library": "\"\(name)\""]))
                == "its library is not the name of a .so file beside it")
    }

    @Test(
        "A range of kits has a lower bound, an upper one, or both",
        arguments: [
            "", "0.1", ">=x", ">=1", ">=0.1 >=0.2", "<1.0 <2.0", ">=-1.0", ">=+1.0", ">= 0.1", "~>0.1", ">=1.2.3.4",
        ])
    func ranges(range: String) throws {
        #expect(
            try refusal(Self.manifest(["requires": "{ \"kit\": \"\(range)\" }"]))
                == "“\(range)” is no range of kit versions")
    }

    @Test("One that is too large is not read")
    func large() throws {
        let padding = String(repeating: " ", count: PluginManifest.maximumSize)
        #expect(try refusal(Self.manifest([:]) + padding) == "it is larger than 65536 bytes")
    }

    @Test("A folder or a pipe under its name is refused and keeps nobody waiting")
    func noFile() throws {
        let folder = try PluginFolder()
        try folder.makeFolder("manifest.json", of: "dir")
        try folder.makePipe("manifest.json", of: "pipe")
        #expect(PluginLocator.search(folder.searchPath).refused.map(\.detail) == ["it is no file", "it is no file"])
    }

    @Test("The first of two plugins with one id wins")
    func twice() throws {
        let (first, second) = (try PluginFolder(), try PluginFolder())
        try first.install("a", manifest: Self.manifest(["version": #""1.0.0""#]))
        try second.install("b", manifest: Self.manifest(["version": #""2.0.0""#]))
        let path = PluginSearchPath(places: first.searchPath.places + second.searchPath.places)
        #expect(PluginLocator.search(path).found.map(\.manifest.version) == ["1.0.0"])
    }

    @Test("A folder that does not exist has no plugins")
    func nowhere() {
        let result = PluginLocator.search(PluginSearchPath(folders: ["/nowhere/at/all"]))
        #expect(result.found.isEmpty && result.refused.isEmpty)
    }
}
