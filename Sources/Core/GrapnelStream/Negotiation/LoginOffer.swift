internal import GrapnelKit

/// What one stream offers for the login.
struct LoginOffer: Sendable {
    let tls: TLSSession
    let profile: SASLProfile
    let mechanisms: SASLOffer
    let inline: InlineOffer?
    let features: StreamFeatures

    /// The extensible profile where there is one; nil where there is none at all.
    init?(_ features: XMLElement, over tls: TLSSession) {
        let inline = InlineOffer(features: features)
        let profile = inline == nil ? SASLProfile.classic : .sasl2
        guard let mechanisms = SASLOffer(features: features, profile) else { return nil }
        self.tls = tls
        self.profile = profile
        self.mechanisms = mechanisms
        self.inline = inline
        self.features = StreamFeatures(features)
    }
}

/// One login that is under way.
struct LoginAttempt: Sendable {
    let profile: SASLProfile
    /// Nil as long as a login that did not wait for it has not seen it.
    var offer: LoginOffer?
    var exchange: SASLExchange
    let request: InlineRequest
}
