/// A plugin that was found, by its manifest alone.
struct FoundPlugin: Sendable, Hashable {
    let manifest: PluginManifest
    let libraryPath: String
}
