internal import Glibc

/// Reads the manifests of a search path.
enum PluginLocator {
    /// What was found, and what lies there but cannot be used; the first of two with one id wins.
    static func search(_ path: PluginSearchPath) -> (found: [FoundPlugin], refused: [PluginError]) {
        var found: [String: FoundPlugin] = [:]
        var refused: [PluginError] = []
        for place in path.places {
            let (manifests, libraries) =
                switch place {
                case .installed(let folder): (folder, nil as String?)
                case .sources(let manifests, let libraries): (manifests, libraries)
                }
            for folder in names(in: manifests) {
                let file = "\(manifests)/\(folder)/manifest.json"
                guard access(file, F_OK) == 0 else { continue }
                do throws(PluginError) {
                    let manifest = try read(file)
                    let library = "\(libraries ?? "\(manifests)/\(folder)")/\(manifest.library)"
                    if found[manifest.id] == nil {
                        found[manifest.id] = FoundPlugin(manifest: manifest, libraryPath: library)
                    }
                } catch {
                    refused.append(error)
                }
            }
        }
        return (found.values.sorted { $0.manifest.id < $1.manifest.id }, refused)
    }

    private static func read(_ file: String) throws(PluginError) -> PluginManifest {
        // Without waiting: a pipe of this name would never be opened by anybody else.
        let descriptor = Glibc.open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(file) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(file) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw PluginError(.manifest, file, "it is no file") }
        var bytes = [UInt8](repeating: 0, count: PluginManifest.maximumSize + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw unreadable(file) }
            if got == 0 { break }
            count += got
        }
        return try PluginManifest(json: Array(bytes[..<count]), source: file)
    }

    private static func unreadable(_ file: String) -> PluginError {
        PluginError(.manifest, file, String(cString: strerror(errno)))
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
