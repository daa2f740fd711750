/// A feature that ships as a shared library of its own.
///
/// There is no deactivate to write: whatever a plugin registers goes through its ``PluginContext`` and ends with it.
public protocol Plugin: Sendable {
    init()

    /// Registers what the plugin does; a throw undoes every registration.
    func activate(in context: PluginContext) async throws
}
