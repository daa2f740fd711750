public import GrapnelClient
import Foundation
import Glibc

/// A folder of installed plugins that goes with the last reference to it.
public final class PluginFolder: Sendable {
    private let directory: TemporaryDirectory

    public init() throws {
        directory = try TemporaryDirectory()
    }

    /// The folder as the host looks for it.
    public var searchPath: PluginSearchPath { PluginSearchPath(folders: [directory.path]) }

    /// Installs a plugin: a manifest, and a link to a library. One library may serve several plugins.
    ///
    /// - Parameter library: nil for a folder without one.
    public func install(_ id: String, library: String?, kit: String = ">=0.1 <1.0", commands: [String] = []) throws {
        let names = commands.map { "\"\($0)\"" }.joined(separator: ", ")
        try install(
            id,
            manifest: """
                {
                  "id": "\(id)", "name": "\(id)", "version": "1.0.0", "description": "for a test", "license": "MIT",
                  "library": "plugin.so", "requires": { "kit": "\(kit)" }, "provides": { "commands": [\(names)] }
                }
                """)
        guard let library else { return }
        try FileManager.default.createSymbolicLink(
            atPath: directory.path(of: "\(id)/plugin.so"), withDestinationPath: library)
    }

    /// Makes a folder with a manifest of any content.
    public func install(_ folder: String, manifest: String) throws {
        let path = directory.path(of: folder)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try directory.write(manifest, to: "\(folder)/manifest.json")
    }

    /// Writes a file into a plugin's folder.
    public func write(_ text: String, to file: String, of id: String) throws {
        try directory.write(text, to: "\(id)/\(file)")
    }

    /// Makes a folder in a plugin's folder.
    public func makeFolder(_ name: String, of id: String) throws {
        try FileManager.default.createDirectory(
            atPath: path(of: name, of: id), withIntermediateDirectories: true)
    }

    /// Makes a named pipe in a plugin's folder.
    public func makePipe(_ name: String, of id: String) throws {
        try FileManager.default.createDirectory(atPath: directory.path(of: id), withIntermediateDirectories: true)
        guard mkfifo(path(of: name, of: id), 0o600) == 0 else { throw TestFailure("mkfifo: errno \(errno)") }
    }

    /// The absolute path of a file of a plugin.
    public func path(of file: String, of id: String) -> String { directory.path(of: "\(id)/\(file)") }
}
