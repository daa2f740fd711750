internal import GrapnelKit
internal import GrapnelStream

/// What `/account show` tells of the login that succeeded last.
struct LastLogin: Sendable, Codable {
    let profile: SASLProfile
    let mechanism: String
    /// The kind of channel binding; nil without.
    let binding: String?
    let tlsVersion: String
    let offered: [String]
    /// The kinds of channel binding that were announced; nil without an announcement.
    let bindingTypes: [String]?

    init(_ login: Login, over tls: TLSSession?) {
        profile = login.profile
        mechanism = login.mechanism
        binding = login.binding?.rawValue
        tlsVersion = tls?.version ?? ""
        offered = login.offer.mechanisms
        bindingTypes = login.offer.bindingTypes
    }
}
