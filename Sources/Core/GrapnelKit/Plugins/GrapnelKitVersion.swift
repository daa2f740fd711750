/// The version of the plugin contract.
public enum GrapnelKitVersion {
    /// What manifests name in `requires.kit`, such as `0.3.0`.
    public static let current = "0.3.0"
}
