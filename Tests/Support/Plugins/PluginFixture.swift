import Foundation

/// A shared library that a test compiles outside the package, as the author of a plugin would.
public struct PluginFixture: Sendable {
    /// The GrapnelKit that a fixture is compiled against; it always runs with the one of this build.
    public enum Kit: Sendable, Hashable {
        /// That of this build.
        case current
        /// The interface that an older version had, from `Tests/Fixtures/kit-VERSION`.
        case frozen(String)
    }

    /// The absolute path of the library; it is there as long as the fixture.
    public let library: String

    private let directory: TemporaryDirectory

    /// Compiles `Tests/Fixtures/plugins/NAME.swift` with plain `swiftc` against the text of an interface, and links it
    /// with this build's `libGrapnel.so`.
    ///
    /// - Parameter module: one of its own, since all libraries of a run share a process.
    public static func swift(
        _ name: String, against kit: Kit, module: String, defining flags: [String] = []
    ) async throws -> PluginFixture {
        let build = try BuildFolder.ofThisRun()
        let directory = try TemporaryDirectory()
        let (library, kitFolder) = (directory.path(of: "lib\(module).so"), directory.path(of: "kit"))
        try FileManager.default.createDirectory(atPath: kitFolder, withIntermediateDirectories: false)
        try FileManager.default.copyItem(
            atPath: interface(of: kit, build), toPath: "\(kitFolder)/GrapnelKit.swiftinterface")
        var command = ["swiftc", "-emit-library", "-swift-version", "6", "-module-name", module, "-I", kitFolder]
        command += ["-module-cache-path", directory.path(of: "cache"), "-L", build.path, "-lGrapnel"]
        command += flags.map { "-D\($0)" } + ["-o", library, build.fixture("plugins/\(name).swift")]
        try await ChildProcess.run(command, within: .seconds(180))
        return PluginFixture(library: library, directory: directory)
    }

    /// Compiles `Tests/Fixtures/plugins/entry.c`: a library with another stamp, or none.
    ///
    /// - Parameters:
    ///   - stamp: what it says of its compiler; nil for no answer.
    ///   - make: what stands for its plugin, in C.
    public static func entry(stamp: String?, make: String = "(abort(), (void *)0)") async throws -> PluginFixture {
        let text = stamp.map { "\"\($0)\"" } ?? "0"
        return try await c("entry", ["-DSTAMP=\(text)", "-DMAKE=\(make)"])
    }

    /// Compiles a C source below `Tests/Fixtures/plugins`.
    public static func c(_ name: String, _ flags: [String] = []) async throws -> PluginFixture {
        let source = try BuildFolder.ofThisRun().fixture("plugins/\(name).c")
        let directory = try TemporaryDirectory()
        let library = directory.path(of: "lib\(name).so")
        try await ChildProcess.run(["clang", "-shared", "-fPIC", "-o", library, source] + flags)
        return PluginFixture(library: library, directory: directory)
    }

    /// The text of a kit's interface.
    public static func interface(of kit: Kit) throws -> String {
        try String(contentsOfFile: interface(of: kit, BuildFolder.ofThisRun()), encoding: .utf8)
    }

    private static func interface(of kit: Kit, _ build: BuildFolder) -> String {
        switch kit {
        case .current: "\(build.path)/Modules/GrapnelKit.swiftinterface"
        case .frozen(let version): build.fixture("kit-\(version)/GrapnelKit.swiftinterface")
        }
    }
}
