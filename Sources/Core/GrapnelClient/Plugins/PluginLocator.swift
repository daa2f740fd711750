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
        guard let stream = fopen(file, "r") else {
            throw PluginError(.manifest, file, String(cString: strerror(errno)))
        }
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: PluginManifest.maximumSize + 1)
        let count = fread(&bytes, 1, bytes.count, stream)
        return try PluginManifest(json: Array(bytes[..<count]), source: file)
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
