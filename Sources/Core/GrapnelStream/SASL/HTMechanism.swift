/// One of the mechanisms that prove a token in one message (draft-schmaus-kitten-sasl-ht).
public struct HTMechanism: Sendable, Hashable, RawRepresentable {
    public let hash: SCRAMHash
    /// What it ties the login to, or nil for the `-NONE` form.
    public let binding: ChannelBinding.Kind?

    public init(_ hash: SCRAMHash, _ binding: ChannelBinding.Kind?) {
        self.hash = hash
        self.binding = binding
    }

    /// The mechanism with a registered name, matched exactly; nil for every other name, and for SHA-1.
    public init?(rawValue: String) {
        for hash in [SCRAMHash.sha256, .sha512] {
            for binding in ChannelBinding.Kind.allCases.map(Optional.some) + [nil] {
                let mechanism = HTMechanism(hash, binding)
                if mechanism.rawValue == rawValue {
                    self = mechanism
                    return
                }
            }
        }
        return nil
    }

    public var rawValue: String { "HT-\(hash.rawValue)-\(suffix)" }

    private var suffix: String {
        switch binding {
        case .tlsExporter: "EXPR"
        case .tlsUnique: "UNIQ"
        case .tlsServerEndPoint: "ENDP"
        case nil: "NONE"
        }
    }

    /// The best of those that were offered, for a token of a login that was bound in a certain way.
    ///
    /// - Returns: nil where every one of them protects less than that login did: such a token would be a way around its
    ///   channel binding.
    static func best(of names: [String], over tls: TLSSession, after login: ChannelBinding.Kind?) -> HTMechanism? {
        let kinds = tls.bindings.map(\.kind)
        let fitting = names.lazy.compactMap(HTMechanism.init(rawValue:)).filter { mechanism in
            mechanism.binding.map(kinds.contains) ?? true
                && (mechanism.binding?.strength ?? 0) >= (login?.strength ?? 0)
        }
        return fitting.max { left, right in left.rank(kinds) < right.rank(kinds) }
    }

    private func rank(_ kinds: [ChannelBinding.Kind]) -> (Int, Int) {
        let place = binding.flatMap { kinds.firstIndex(of: $0) }.map { kinds.count - $0 } ?? 0
        return (place, hash.length)
    }
}
