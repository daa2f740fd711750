/// A login that succeeded: what it was, and what it leaves for the account to keep.
public struct Login: Sendable, Hashable {
    public let profile: SASLProfile
    /// The mechanism by the name that the server was told.
    public let mechanism: String
    /// What the login was tied to; nil if it was not.
    public let binding: ChannelBinding.Kind?
    /// What the server offered for it.
    public let offer: SASLOffer
    /// What the server does together with a login; nil with the classic profile.
    public let inline: InlineOffer?
    /// Stored instead of the password; nil where the login made none.
    public let keys: SCRAMKeys?
    /// Kept so that the next login accepts no less; nil where the one before goes on.
    public let pin: SASLPin?
    /// A token for the next logins, in place of the one before; nil where that one goes on.
    public let token: FASTToken?

    public init(
        profile: SASLProfile, mechanism: String, binding: ChannelBinding.Kind?, offer: SASLOffer,
        inline: InlineOffer? = nil, keys: SCRAMKeys? = nil, pin: SASLPin? = nil, token: FASTToken? = nil
    ) {
        self.profile = profile
        self.mechanism = mechanism
        self.binding = binding
        self.offer = offer
        self.inline = inline
        self.keys = keys
        self.pin = pin
        self.token = token
    }
}
