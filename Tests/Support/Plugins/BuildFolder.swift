import Glibc

/// Where the build that these tests belong to left its products, and the source tree that it was made from.
public struct BuildFolder: Sendable {
    /// The folder with `libGrapnel.so`, the plugins' libraries and `Modules`.
    public let path: String

    /// The folder with the root `Package.swift`.
    public let sources: String

    /// Found from the running test program, and from this file's place in the source tree.
    public static func ofThisRun() throws -> BuildFolder {
        // `swift test` runs the bundle itself; the debugger and XCTest run another program and name the bundle.
        let programs = ["/proc/self/exe"] + CommandLine.arguments
        for program in programs.compactMap(resolved) {
            let folder = parent(of: program)
            guard access("\(folder)/libGrapnel.so", R_OK) == 0 else { continue }
            let sources = (0..<4).reduce(#filePath) { path, _ in parent(of: path) }
            return BuildFolder(path: folder, sources: sources)
        }
        throw TestFailure("no libGrapnel.so beside \(programs.joined(separator: ", "))")
    }

    /// A fixture of the source tree.
    public func fixture(_ name: String) -> String { "\(sources)/Tests/Fixtures/\(name)" }

    private static func resolved(_ path: String) -> String? {
        realpath(path, nil).map { text in
            defer { free(text) }
            return String(cString: text)
        }
    }

    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
