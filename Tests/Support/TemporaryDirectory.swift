public import Foundation

/// A directory of its own, mode 0700, that disappears with the last reference to it.
public final class TemporaryDirectory: Sendable {
    /// Where the directory is.
    public let url: URL

    /// The directory's absolute path.
    public var path: String { url.path }

    public init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("grapnel-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: url)
        } catch {
            print("left behind: \(url.path): \(error)")
        }
    }

    /// The absolute path of `name` inside the directory, whether it exists or not.
    public func path(of name: String) -> String {
        url.appendingPathComponent(name).path
    }

    /// Writes a file and returns its absolute path.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: url.appendingPathComponent(name))
        return path(of: name)
    }

    /// What a file holds, as text.
    public func read(_ name: String) throws -> String {
        try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
    }
}
