/// An account that has come online.
public struct SessionStart: Sendable {
    public let account: Account

    /// The namespaces of what was switched on together with the session; see ``PluginContext/bindFeature(_:)``.
    public let enabled: Set<String>

    package init(account: Account, enabled: Set<String> = []) {
        self.account = account
        self.enabled = enabled
    }
}
