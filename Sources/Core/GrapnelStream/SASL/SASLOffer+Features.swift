internal import GrapnelKit

extension SASLOffer {
    /// What stream features offer for one profile, or nil if they offer nothing for it.
    init?(features: XMLElement, _ profile: SASLProfile) {
        let name = profile == .classic ? "mechanisms" : "authentication"
        guard let list = features.first(name, profile.namespace) else { return nil }
        let types = features.first("sasl-channel-binding", StreamNamespace.channelBinding)
        // One over the limit is enough to refuse the list, whatever its length.
        self.init(
            mechanisms: list.children.lazy.filter { $0.isNamed("mechanism", profile.namespace) }
                .prefix(Self.limit + 1).map(\.text),
            bindingTypes: types?.children.lazy.filter { $0.isNamed("channel-binding", StreamNamespace.channelBinding) }
                .prefix(Self.limit + 1).map { $0["type"] ?? "" }
        )
    }
}
