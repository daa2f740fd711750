/// The mechanism that will be used and what its first message says about channel binding.
///
/// Only a verified ``TLSSession`` makes one, so nothing can be chosen, let alone sent, on a connection in clear.
public struct SASLChoice: Sendable, Hashable {
    /// The gs2 channel binding flag of RFC 5802 §7.
    public enum Flag: Sendable, Hashable {
        /// `p=`: bound to the connection.
        case bound(ChannelBinding)
        /// `y`: the client could have bound, but the server offered nothing; a server that did offer it then fails.
        case notOffered
        /// `n`: this connection has nothing to bind to.
        case unable
    }

    public let mechanism: SASLMechanism
    public let flag: Flag
    /// The offer the choice was made from.
    public let offer: SASLOffer
    /// Whether only the server's signature over its offer (XEP-0474) can show that the offer was not cut on the way.
    let needsSignedOffer: Bool
    /// The other ways of binding, where the server did not say which ones it knows.
    private let others: [ChannelBinding]

    /// Takes the strongest mechanism that was offered and that this connection allows, whatever the order.
    ///
    /// - Parameter profile: how the login will be carried; with the extensible one an offer has to be complete.
    /// - Parameter hash: the hash of stored keys where no password is at hand; that hash is taken if it is offered.
    /// - Parameter pin: what the account used before; an offer that only allows less is refused.
    /// - Throws: ``SASLError`` with `noSharedMechanism`, `downgradeRefused` or `offerTooLong`.
    public init(
        from offer: SASLOffer,
        for profile: SASLProfile = .classic,
        over tls: TLSSession,
        preferring hash: SCRAMHash? = nil,
        pin: SASLPin? = nil
    ) throws(SASLError) {
        guard offer.mechanisms.count <= SASLOffer.limit, (offer.bindingTypes?.count ?? 0) <= SASLOffer.limit else {
            throw SASLError(.offerTooLong)
        }
        let known = offer.mechanisms.compactMap(SASLMechanism.init(rawValue:))
        let usable = tls.bindings.filter { offer.bindingTypes?.contains($0.kind.rawValue) ?? true }
        let plusOffered = known.contains(where: \.bindsChannel)
        try Self.checkStripping(offer, profile, plusOffered: plusOffered, usable: usable)

        // Every server has tls-server-end-point (XEP-0440 §3, rules 1 and 6); a list without it and without ours may
        // have been cut (XEP-0474 §6).
        let named = offer.bindingTypes ?? []
        needsSignedOffer =
            plusOffered && usable.isEmpty && !named.isEmpty
            && !named.contains(ChannelBinding.Kind.tlsServerEndPoint.rawValue)
        let candidates = known.filter { !$0.bindsChannel || !usable.isEmpty }
        let fitting = candidates.filter { pin?.allows($0) ?? true }
        guard let strongest = fitting.max(by: { Self.rank($0, hash) < Self.rank($1, hash) }) else {
            throw SASLError(pin == nil && !needsSignedOffer ? .noSharedMechanism : .downgradeRefused)
        }
        mechanism = strongest
        self.offer = offer
        if strongest.bindsChannel, let binding = usable.first {
            flag = .bound(binding)
            others = offer.bindingTypes == nil ? Array(usable.dropFirst()) : []
        } else {
            // "y" is a lie where the server did offer binding, only of a kind that this connection lacks.
            flag = plusOffered || tls.bindings.isEmpty ? .unable : .notOffered
            others = []
        }
    }

    /// The same mechanism with the next way of binding, or nil if there is none.
    ///
    /// For a server that refused this choice before it saw any proof. What protects the login stays as it is.
    var next: SASLChoice? {
        guard let binding = others.first else { return nil }
        return SASLChoice(mechanism, .bound(binding), offer, others: Array(others.dropFirst()))
    }

    private init(_ mechanism: SASLMechanism, _ flag: Flag, _ offer: SASLOffer, others: [ChannelBinding]) {
        self.mechanism = mechanism
        self.flag = flag
        self.offer = offer
        self.others = others
        self.needsSignedOffer = false
    }

    /// XEP-0440 §3, rules 4 and 5: an announcement that contradicts the mechanism list was tampered with on the way.
    private static func checkStripping(
        _ offer: SASLOffer,
        _ profile: SASLProfile,
        plusOffered: Bool,
        usable: [ChannelBinding]
    ) throws(SASLError) {
        guard let announced = offer.bindingTypes, !announced.isEmpty else {
            // Without the extensible profile a server need not know how to announce them.
            if profile == .sasl2, plusOffered { throw SASLError(.downgradeRefused) }
            return
        }
        if !plusOffered, !usable.isEmpty { throw SASLError(.downgradeRefused) }
    }

    private static func rank(_ mechanism: SASLMechanism, _ preferred: SCRAMHash?) -> (Int, Int, Int) {
        (mechanism.bindsChannel ? 1 : 0, mechanism.hash == preferred ? 1 : 0, mechanism.hash.length)
    }
}

extension SASLChoice {
    /// The gs2 header of RFC 5802 §7, without an authorization identity.
    var header: String {
        switch flag {
        case .bound(let binding): "p=\(binding.kind.rawValue),,"
        case .notOffered: "y,,"
        case .unable: "n,,"
        }
    }

    /// The value of `c=` before base64: the header again, then the binding data.
    var bindingInput: [UInt8] {
        guard case .bound(let binding) = flag else { return Array(header.utf8) }
        return Array(header.utf8) + binding.data
    }
}
