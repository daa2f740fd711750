/// What proves the password to one server without being the password.
///
/// The keys work for this salt, iteration count and hash alone. They are secret: who has them can log in.
public struct SCRAMKeys: Sendable, Hashable {
    /// The iteration counts that are accepted, from RFC 7677 §4 up to what a login can reasonably cost.
    public static let iterationRange = 4096...10_000_000

    public let hash: SCRAMHash
    public let salt: [UInt8]
    public let iterations: Int
    public let clientKey: [UInt8]
    public let serverKey: [UInt8]

    /// Fails if the iteration count is out of range, the salt is empty or a key has another length than the hash.
    public init?(hash: SCRAMHash, salt: [UInt8], iterations: Int, clientKey: [UInt8], serverKey: [UInt8]) {
        guard Self.iterationRange.contains(iterations), !salt.isEmpty,
            clientKey.count == hash.length, serverKey.count == hash.length
        else { return nil }
        self.hash = hash
        self.salt = salt
        self.iterations = iterations
        self.clientKey = clientKey
        self.serverKey = serverKey
    }

    func fits(_ request: DeriveRequest) -> Bool {
        hash == request.hash && salt == request.salt && iterations == request.iterations
    }
}

extension SCRAMKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The hash and the iteration count; never a key.
    public var description: String { "SCRAM-\(hash.rawValue) keys, \(iterations) iterations" }

    public var debugDescription: String { description }

    public var customMirror: Mirror { Mirror(self, children: ["hash": hash, "iterations": iterations]) }
}
