/// What a successful login leaves for the account to keep.
public struct SCRAMOutcome: Sendable, Hashable {
    /// Stored instead of the password.
    public let keys: SCRAMKeys
    /// Kept so that the next login accepts no less.
    public let pin: SASLPin

    public init(keys: SCRAMKeys, pin: SASLPin) {
        self.keys = keys
        self.pin = pin
    }
}
