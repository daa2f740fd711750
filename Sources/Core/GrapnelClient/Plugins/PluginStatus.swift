/// What `/plugin list` says of a plugin.
public struct PluginStatus: Sendable {
    public enum State: Sendable, Hashable {
        case active
        case disabled
        /// Enabled, and not active for a reason that is one sentence.
        case failed(reason: String)
    }

    public let manifest: PluginManifest
    public let state: State

    /// What it has registered, in order, as `kind label`.
    public let registrations: [String]
}
