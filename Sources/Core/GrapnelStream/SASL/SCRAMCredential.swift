/// What a login can prove itself with.
public enum SCRAMCredential: Sendable, Hashable {
    case password(String)
    /// Keys of an earlier login; if the server changed its salt, a password is needed again.
    case keys(SCRAMKeys)
}

extension SCRAMCredential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Which of the two it is; never the secret.
    public var description: String {
        switch self {
        case .password: "a password"
        case .keys: "stored keys"
        }
    }

    public var debugDescription: String { description }

    public var customMirror: Mirror { Mirror(self, children: []) }
}
