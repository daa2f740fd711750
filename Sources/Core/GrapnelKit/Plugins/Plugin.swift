/// A feature that ships as a shared library of its own.
///
/// There is no deactivate to write: whatever a plugin registers goes through its ``PluginContext`` and ends with it.
public protocol Plugin: Sendable {
    init()

    /// Registers what the plugin does; a throw undoes every registration.
    func activate(in context: PluginContext) async throws

    /// What the plugin says of its own condition, for `/plugin info`: what it is in the middle of, what it lacks.
    ///
    /// One line each, at most 20 are shown; asked only while the plugin is active, and for at most two seconds. Nothing,
    /// unless a plugin says otherwise.
    func report() async -> [String]
}

extension Plugin {
    public func report() async -> [String] { [] }
}
