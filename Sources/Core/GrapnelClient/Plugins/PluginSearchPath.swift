internal import Glibc

/// Where plugins lie; nothing is opened merely because it lies there.
public struct PluginSearchPath: Sendable {
    /// A place in which every folder with a manifest is a plugin.
    enum Place: Sendable, Hashable {
        /// The library lies beside the manifest.
        case installed(String)
        /// A source tree: manifests below `Plugins`, libraries beside the executable.
        case sources(manifests: String, libraries: String)
    }

    let places: [Place]

    /// Folders in which plugins are installed.
    public init(folders: [String]) {
        self.places = folders.map(Place.installed)
    }

    init(places: [Place]) {
        self.places = places
    }

    /// The plugins that come with the executable: `plugins` beside it, `../lib/grapnel/plugins`, or, in a source
    /// tree, the folder `Plugins` above the build folder.
    public static func bundled() -> PluginSearchPath {
        guard let executable = executablePath() else { return PluginSearchPath(places: []) }
        let folder = parent(of: executable)
        let installed = ["\(folder)/plugins", "\(parent(of: folder))/lib/grapnel/plugins"].filter(isFolder)
        if !installed.isEmpty { return PluginSearchPath(folders: installed) }
        return sources(above: folder) ?? PluginSearchPath(places: [])
    }

    /// The folder `Plugins` of the source tree that a build folder belongs to.
    public static func sources(above buildFolder: String) -> PluginSearchPath? {
        var folder = buildFolder
        for _ in 0..<6 {
            if isFolder("\(folder)/Plugins"), access("\(folder)/Package.swift", R_OK) == 0 {
                return PluginSearchPath(places: [.sources(manifests: "\(folder)/Plugins", libraries: buildFolder)])
            }
            folder = parent(of: folder)
        }
        return nil
    }

    private static func executablePath() -> String? {
        realpath("/proc/self/exe", nil).map { path in
            defer { free(path) }
            return String(cString: path)
        }
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
