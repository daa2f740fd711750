internal import GrapnelKit

/// What a server does together with a login: binding, resumption, tokens (XEP-0388 §2.2).
///
/// It is the same from one login to the next (XEP-0388 §2.1), so a client that remembers it need not wait for it.
public struct InlineOffer: Sendable, Hashable, Codable {
    /// More names than this of each kind are not read.
    static let limit = 64

    /// What it switches on together with binding, by namespace (XEP-0386 §3); nil where it does not bind.
    public let bindFeatures: Set<String>?
    /// Whether it takes up a broken stream (XEP-0198 §8.2).
    public let resumes: Bool
    /// The mechanisms for tokens (XEP-0484 §3); empty where it gives none out.
    public let tokenMechanisms: [String]

    public init(bindFeatures: Set<String>?, resumes: Bool, tokenMechanisms: [String]) {
        self.bindFeatures = bindFeatures
        self.resumes = resumes
        self.tokenMechanisms = tokenMechanisms
    }

    /// Nil where stream features do not offer the extensible profile.
    init?(features: XMLElement) {
        guard let offer = features.first("authentication", StreamNamespace.sasl2) else { return nil }
        let inline = offer.first("inline", StreamNamespace.sasl2)
        let bind = inline?.first("bind", StreamNamespace.bind2)
        bindFeatures = bind.map { bind in
            let list = bind.first("inline", StreamNamespace.bind2)
            return Set(
                list?.children.lazy.filter { $0.isNamed("feature", StreamNamespace.bind2) }.prefix(Self.limit)
                    .compactMap { $0["var"] } ?? [])
        }
        resumes = inline?.first("sm", StreamNamespace.management) != nil
        let fast = inline?.first("fast", StreamNamespace.fast)
        tokenMechanisms =
            fast?.children.lazy.filter { $0.isNamed("mechanism", StreamNamespace.fast) }.prefix(Self.limit)
            .map(\.text) ?? []
    }
}
