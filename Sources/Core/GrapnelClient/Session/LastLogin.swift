internal import GrapnelStream

/// What `/account show` tells of the login that succeeded last, and of the session that came of it.
struct LastLogin: Sendable, Codable {
    enum Management: String, Sendable, Codable {
        case none, acknowledging, resumable
    }

    let profile: SASLProfile
    let mechanism: String
    /// The kind of channel binding; nil without.
    let binding: String?
    let tlsVersion: String
    let offered: [String]
    /// The kinds of channel binding that were announced; nil without an announcement.
    let bindingTypes: [String]?
    let management: Management
    /// The namespaces of what was switched on together with the session.
    let enabled: [String]

    init(_ login: Login, over tls: TLSSession?, to stream: EstablishedStream) {
        profile = login.profile
        mechanism = login.mechanism
        binding = login.binding?.rawValue
        tlsVersion = tls?.version ?? ""
        offered = login.offer.mechanisms
        bindingTypes = login.offer.bindingTypes
        enabled = stream.enabled.sorted()
        switch (stream.beginning, stream.management) {
        case (.resumed, _): management = .resumable
        case (_, let grant?): management = grant.id == nil ? .acknowledging : .resumable
        case (_, nil): management = .none
        }
    }
}
