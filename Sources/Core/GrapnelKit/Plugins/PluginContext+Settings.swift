// What a plugin keeps: small texts of its own for an account, which nobody else sees. They stay while the plugin is
// disabled and go with the account.
extension PluginContext {
    /// What the plugin keeps for an account under a key; nil where there is nothing.
    public func setting(_ key: String, of account: Account) async throws -> String? {
        try await core.setting(key, account: account, owner: plugin)
    }

    /// Keeps a text for an account under a key; nil removes it.
    ///
    /// - Throws: an error for a key of no or more than 200 octets, a value of more than 64 KiB, and the 1,001st key.
    public func set(_ key: String, to value: String?, of account: Account) async throws {
        try await core.set(key, to: value, account: account, owner: plugin)
    }
}
