/// The slow step of a password login, which the caller runs where blocking is allowed.
public struct DeriveRequest: Sendable, Hashable {
    public let hash: SCRAMHash
    public let salt: [UInt8]
    /// Within ``SCRAMKeys/iterationRange``.
    public let iterations: Int
    /// The prepared password.
    let password: [UInt8]

    /// Computes the keys; takes milliseconds to seconds and keeps one core busy, so never call it on the
    /// cooperative pool.
    public func derive() throws(SASLError) -> SCRAMKeys {
        let salted = try hash.stretch(password, salt: salt, iterations: iterations)
        let keys = SCRAMKeys(
            hash: hash,
            salt: salt,
            iterations: iterations,
            clientKey: try hash.authenticate(Array("Client Key".utf8), key: salted),
            serverKey: try hash.authenticate(Array("Server Key".utf8), key: salted)
        )
        guard let keys else { throw SASLError(.cryptographyFailed) }
        return keys
    }
}

extension DeriveRequest: CustomStringConvertible, CustomReflectable {
    /// The parameters; never the password.
    public var description: String { "PBKDF2 with \(hash.rawValue), \(iterations) iterations" }

    public var customMirror: Mirror { Mirror(self, children: ["hash": hash, "iterations": iterations]) }
}
